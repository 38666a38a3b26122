import type {Duplex, Readable} from 'node:stream';
import type {Client, ClientChannel} from 'ssh2';
import type {Failure} from '../../model/failure.ts';
import {signalCode} from '../../model/signal-code.ts';
import {socketLike} from '../socket-like.ts';
import {type Execution, SessionRefused} from '../transport.ts';

/**
 * Runs a command on a channel of its own.
 * @param lost makes the Failure for a command whose exit was not reported
 */
export const executeOver = (client: Client, command: string, lost: () => Failure): Promise<Execution> =>
	new Promise((resolve, reject) => {
		guarded(reject, () =>
			client.exec(command, (error: Error | undefined, channel?: ClientChannel) => {
				if (channel === undefined) reject(toRefusal(error ?? new Error('No channel')));
				else resolve(toExecution(channel, lost));
			}),
		);
	});

/** With too many sessions, sshd only says `open failed`. An error without a reason does not come from sshd. */
const toRefusal = (error: Error & {readonly reason?: number | string}): Error =>
	error.reason === undefined ? error : new SessionRefused(error.message, {cause: error});

const toExecution = (channel: ClientChannel, lost: () => Failure): Execution => {
	channel.on('error', () => {});
	channel.stderr.on('error', () => {});
	let code: number | undefined;
	channel.on('exit', (status: number | null, signal?: string) => {
		code = status ?? signalCode(signal);
	});
	return {
		stdin: channel,
		stdout: channel,
		stderr: channel.stderr,
		exited: new Promise(settle => channel.on('close', () => settle(code ?? lost()))),
		close() {
			channel.close();
			discard(channel);
			discard(channel.stderr);
		},
	};
};

/**
 * Discards the rest of a stream. ssh2 reports the end of a channel only after all of it was read, and its reader may have
 * stopped early; the channel would stay open for ever. It needs a listener: without one, Node stops a stream that flows when
 * its 'readable' listeners are removed once more.
 */
const discard = (stream: Readable): void => {
	stream.removeAllListeners('readable');
	if (!stream.listeners('data').includes(ignore)) stream.on('data', ignore);
	stream.resume();
};

const ignore = (): void => {};

/** A stream to a unix socket on the worker. */
export const openSocketOver = (client: Client, path: string): Promise<Duplex> =>
	new Promise((resolve, reject) => {
		guarded(reject, () =>
			client.openssh_forwardOutStreamLocal(path, (error, channel) => {
				if (error !== undefined) {
					reject(error);
					return;
				}
				channel.on('error', () => {});
				resolve(socketLike(readWhenDestroyed(channel)));
			}),
		);
	});

/** A channel reports its end only after it was read, and it may have no reader. */
const readWhenDestroyed = (channel: ClientChannel): ClientChannel => {
	const destroy = channel.destroy.bind(channel);
	return Object.assign(channel, {destroy: () => destroy().resume()});
};

/** Sends a request that the server will deny: any answer proves that it is there, and no session is needed. */
export const sendPing = (client: Client): Promise<void> =>
	new Promise((resolve, reject) => {
		guarded(reject, () => client.unforwardIn('127.0.0.1', 1, () => resolve()));
	});

/** ssh2 throws synchronously when the connection is already closed. */
const guarded = (reject: (error: unknown) => void, act: () => void): void => {
	try {
		act();
	} catch (thrown) {
		reject(thrown);
	}
};
