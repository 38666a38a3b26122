import {constants} from 'node:os';
import type {Duplex, Readable} from 'node:stream';
import type {Client, ClientChannel} from 'ssh2';
import type {Failure} from '../../model/failure.ts';
import {socketLike} from '../socket-like.ts';
import {type Execution, SessionRefused} from '../transport.ts';

/**
 * Runs a command on a channel of its own.
 * @param lost makes the Failure for a command whose end nobody told
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

/** sshd says no more than `open failed` where there are too many sessions; without a reason it was not sshd who said it. */
const toRefusal = (error: Error & {readonly reason?: number | string}): Error =>
	error.reason === undefined ? error : new SessionRefused(error.message, {cause: error});

const toExecution = (channel: ClientChannel, lost: () => Failure): Execution => {
	channel.on('error', () => {});
	channel.stderr.on('error', () => {});
	let code: number | undefined;
	channel.on('exit', (status: number | null, signal?: string) => {
		code = status ?? 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
	});
	return {
		stdin: channel,
		stdout: channel,
		stderr: channel.stderr,
		exited: new Promise(settle => channel.on('close', () => settle(code ?? lost()))),
		close() {
			channel.close();
			readAway(channel);
			readAway(channel.stderr);
		},
	};
};

/**
 * ssh2 tells that a channel is closed only when all of it was read, and its reader may have stopped in the middle: it would
 * be open for ever.
 */
const readAway = (stream: Readable): void => {
	stream.removeAllListeners('readable');
	stream.resume();
};

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

/** A channel tells that it is closed when it was read to its end, and nobody may have begun to. */
const readWhenDestroyed = (channel: ClientChannel): ClientChannel => {
	const destroy = channel.destroy.bind(channel);
	return Object.assign(channel, {destroy: () => destroy().resume()});
};

/** Asks for something that there is not: any answer tells that somebody is there, and no session is taken for it. */
export const sendPing = (client: Client): Promise<void> =>
	new Promise((resolve, reject) => {
		guarded(reject, () => client.unforwardIn('127.0.0.1', 1, () => resolve()));
	});

/** ssh2 throws at once when the connection is gone already. */
const guarded = (reject: (error: unknown) => void, act: () => void): void => {
	try {
		act();
	} catch (thrown) {
		reject(thrown);
	}
};
