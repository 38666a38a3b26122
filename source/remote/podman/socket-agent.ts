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
			// Node would wait for a stream that has closed already.
			stream => (stream.writable ? done?.(null, stream) : done?.(closed(), undefined as unknown as Duplex)),
			(error: Error) => done?.(error, undefined as unknown as Duplex),
		);
		return undefined;
	}
}

/** As Node says it of a socket that was closed meanwhile. */
const closed = (): Error => Object.assign(new Error('the connection has ended'), {code: 'ECONNRESET'});

/** How Node's sockets and its streams, such as those of ssh2, say that the other side has closed. */
const closedCodes = new Set<unknown>([
	'ECONNRESET',
	'EPIPE',
	'ERR_STREAM_DESTROYED',
	'ERR_STREAM_PREMATURE_CLOSE',
	'ERR_STREAM_WRITE_AFTER_END',
]);

/** Whether a request has failed because the other side closed the connection. */
export const isClosed = (thrown: unknown): boolean =>
	closedCodes.has((thrown as NodeJS.ErrnoException | undefined)?.code);
