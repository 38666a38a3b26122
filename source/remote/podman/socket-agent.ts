import {Agent, type ClientRequest} from 'node:http';
import type {Duplex} from 'node:stream';
import {inspect} from 'node:util';
import {ExecutionStream} from '../shell/execution-stream.ts';

/** Carries HTTP over streams that `open` provides. */
export class SocketAgent extends Agent {
	readonly #open: () => Promise<Duplex>;

	constructor(open: () => Promise<Duplex>, max: number) {
		// An empty servername, or Node finds out for TLS whether the host is an IPv6 address, with a pattern that takes 15 ms to compile.
		const limits = {keepAlive: true, maxSockets: max, maxFreeSockets: max / 2, timeout: 0, servername: ''};
		super(limits);
		this.#open = open;
	}

	/** docker-modem prints all of each request for its debugger, whether there is one or not. */
	[inspect.custom](): string {
		return 'SocketAgent';
	}

	/** An idle stream that holds a session may yield it to others. */
	override keepSocketAlive(stream: Duplex): boolean {
		if (stream instanceof ExecutionStream) stream.isIdle = true;
		// Missing from its types: the return value says whether the stream is kept.
		return super.keepSocketAlive(stream) as unknown as boolean;
	}

	override reuseSocket(stream: Duplex, request: ClientRequest): void {
		if (stream instanceof ExecutionStream) stream.isIdle = false;
		super.reuseSocket(stream, request);
	}

	override createConnection(
		_options: unknown,
		done?: (error: Error | null, stream: Duplex) => void,
	): undefined {
		this.#open().then(
			stream => done?.(null, stream),
			(error: Error) => done?.(error, undefined as unknown as Duplex),
		);
		return undefined;
	}
}
