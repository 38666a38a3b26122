import type {Duplex, Readable, Writable} from 'node:stream';
import type {Failure} from '../model/failure.ts';

/** A command running on the worker. */
export type Execution = {
	readonly stdin: Writable;
	readonly stdout: Readable;
	readonly stderr: Readable;
	/** The exit code, 128 + n where a signal ended it; the Failure where the connection did. Never rejects. */
	readonly exited: Promise<number | Failure>;
	/** Ends our side of it, and reads away what nobody wants any more; may be called twice. */
	close(): void;
};

/** What a command needs its session for: for whoever shares them out (sessions.ts), and passed over by all others. */
export type Use = {
	/** Whoever waits in line leaves it. */
	readonly signal?: AbortSignal;
	/** It has to wait in line. */
	readonly onWait?: () => void;
	/** The waiting is over. */
	readonly onTurn?: () => void;
	/** It goes on until somebody ends it. */
	readonly isLong?: boolean;
	/** Others wait and no session is free: it ends now, if it can, and may ask for another. @returns whether it does */
	readonly yieldSession?: () => boolean;
};

/** The other end opens no more sessions just now. */
export class SessionRefused extends Error {
	override name = 'SessionRefused';
}

/** What a Remote needs below it: one connection that carries commands and sockets side by side. */
export type Transport = {
	/** What carries it and, where that is not the usual, why: for people. */
	readonly way: string;
	/** Whom the worker knows us as. */
	readonly user: string;
	/** Lines of sh that every script begins with. */
	readonly preamble: string;
	/**
	 * @param command a line for the login shell: keep it to words that every shell reads alike
	 * @throws SessionRefused when there are too many, Failure when the connection carries none of them
	 */
	exec(command: string, use?: Use): Promise<Execution>;
	/** A stream to a unix socket on the worker. */
	openSocket(path: string): Promise<Duplex>;
	/** Settles when the other end has answered anything at all; not while it is silent. */
	ping(): Promise<void>;
	/** Tells how many sessions sshd there opens at once, now and when it is learnt anew; undefined while nobody knows. */
	readonly onSessions?: (tell: (most: number | undefined) => void) => void;
	/** Settles when the connection ends, with the reason when it was not close(). */
	readonly ended: Promise<Error | undefined>;
	close(): void;
};

/** What carries it all, before anybody has looked what is at the other end. */
export type Connection = Omit<Transport, 'way' | 'user' | 'preamble'>;
