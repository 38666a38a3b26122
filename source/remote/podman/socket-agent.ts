import {Agent, type ClientRequest} from 'node:http';
import type {Duplex} from 'node:stream';
import {ExecutionStream} from '../shell/execution-stream.ts';

/** Carries HTTP over streams that somebody else opens. */
export class SocketAgent extends Agent {
	readonly #open: () => Promise<Duplex>;

	constructor(open: () => Promise<Duplex>, most: number) {
		super({keepAlive: true, maxSockets: most, maxFreeSockets: most / 2, timeout: 0});
		this.#open = open;
	}

	/** One that takes a session may give it to others while it waits to be used again. */
	override keepSocketAlive(stream: Duplex): boolean {
		if (stream instanceof ExecutionStream) stream.isIdle = true;
		// Its types do not know that it answers whether the stream is kept.
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
