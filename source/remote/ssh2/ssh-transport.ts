import type {Client} from 'ssh2';
import type {Destination, Stop} from '../config/route.ts';
import {connectionLost, noSession} from '../connection-failures.ts';
import {type Connection, SessionRefused} from '../transport.ts';
import {askAnything, executeOver, openSocketOver} from './ssh-channels.ts';
import type {SshWorld} from './ssh-client.ts';
import {clientOver, findWay} from './ssh-way.ts';

/** One SSH connection of ssh2. @throws Failure (unreachable) that tells why the worker cannot be reached */
export const sshTransport = async (
	jumps: readonly Stop[],
	to: Destination,
	world: SshWorld,
): Promise<Connection> => {
	const client = await clientOver(await findWay(jumps, to, world), to, world);
	return over(client, to.name);
};

const over = (client: Client, worker: string): Connection => {
	let isClosing = false;
	let problem: Error | undefined;
	const ended = new Promise<Error | undefined>(resolve => {
		client.on('error', error => {
			problem = error;
		});
		client.on('close', () => resolve(isClosing ? undefined : connectionLost(worker, problem)));
	});
	return {
		async exec(command) {
			try {
				return await executeOver(client, command, () => connectionLost(worker, problem));
			} catch (thrown) {
				throw thrown instanceof SessionRefused ? thrown : noSession(worker, thrown);
			}
		},
		openSocket: path => openSocketOver(client, path),
		ping: () => askAnything(client),
		ended,
		close() {
			isClosing = true;
			client.end();
			// A peer that no longer answers must not keep the process alive, nor those who read from it.
			setTimeout(() => cutOff(client), 500).unref();
		},
	};
};

/** ssh2's own destroy() does nothing once end() was called. */
const cutOff = (client: Client): void => {
	(client as unknown as {readonly _sock?: {destroy(): void}})._sock?.destroy();
};
