import type {Duplex, Readable, Writable} from 'node:stream';
import type {Failure} from '../model/failure.ts';

/** A command running on the worker. */
export type Execution = {
	readonly stdin: Writable;
	readonly stdout: Readable;
	readonly stderr: Readable;
	/** The exit code, 128 + n after a signal, or the Failure that ended the connection. Never rejects. */
	readonly exited: Promise<number | Failure>;
	/** Ends our side and discards the remaining output. May be called twice. */
	close(): void;
};

/** Hints for the session queue (sessions.ts); transports ignore them. */
export type Use = {
	/** Leaves the queue when it aborts. */
	readonly signal?: AbortSignal;
	/** Called when the command has to wait in the queue. */
	readonly onWait?: () => void;
	/** Called when the wait is over. */
	readonly onTurn?: () => void;
	/** Runs until it is stopped. */
	readonly isLong?: boolean;
	/** Called when others wait and no session is free: ends now if it can, and may request another session. @returns whether it ends */
	readonly yieldSession?: () => boolean;
};

/** The server refuses to open another session at the moment. */
export class SessionRefused extends Error {
	override name = 'SessionRefused';
}

/** One connection that carries commands and sockets side by side; a Remote is built on it. */
export type Transport = {
	/** What carries the connection and, unless it is the default, why. Shown to users. */
	readonly description: string;
	/** The user on the worker. */
	readonly user: string;
	/** Lines of sh at the start of every script. */
	readonly preamble: string;
	/**
	 * @param command a line for the login shell; use only syntax that every shell parses the same way
	 * @throws SessionRefused when too many sessions are open, Failure when the connection cannot open any
	 */
	exec(command: string, use?: Use): Promise<Execution>;
	/** A stream to a unix socket on the worker. */
	openSocket(path: string): Promise<Duplex>;
	/** Settles when the server has answered anything; stays pending while it is silent. */
	ping(): Promise<void>;
	/** Reports how many sessions the worker's sshd allows at once, now and on every change; undefined while unknown. */
	readonly onSessions?: (notify: (max: number | undefined) => void) => void;
	/** Settles when the connection ends; with the reason unless close() ended it. */
	readonly ended: Promise<Error | undefined>;
	close(): void;
};

/** A connection before the worker behind it is known. */
export type Connection = Omit<Transport, 'description' | 'user' | 'preamble'>;
