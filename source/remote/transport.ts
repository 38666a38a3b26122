import type {Duplex, Readable, Writable} from 'node:stream';
import type {Failure} from '../model/failure.ts';

/** A command running on the worker. */
export type Execution = {
	readonly stdin: Writable;
	readonly stdout: Readable;
	readonly stderr: Readable;
	/** The exit code, 128 + n where a signal ended it; the Failure where the connection did. Never rejects. */
	readonly exited: Promise<number | Failure>;
	/** Ends our side of it; may be called twice. */
	close(): void;
};

/** What a Remote needs below it: one connection that carries commands and sockets side by side. */
export type Transport = {
	/** What carries it and, where that is not the usual, why: for people. */
	readonly way: string;
	/**
	 * @param command a line for the login shell: keep it to words that every shell reads alike
	 * @throws Failure when the connection carries no more of them
	 */
	exec(command: string): Promise<Execution>;
	/** A stream to a unix socket on the worker. */
	openSocket(path: string): Promise<Duplex>;
	/** Settles when the other end has answered anything at all; not while it is silent. */
	ping(): Promise<void>;
	/** Settles when the connection ends, with the reason when it was not close(). */
	readonly ended: Promise<Error | undefined>;
	close(): void;
};
