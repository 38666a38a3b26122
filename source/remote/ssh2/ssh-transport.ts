import type {Client} from 'ssh2';
import type {Destination, JumpHost} from '../config/jump-hosts.ts';
import {connectionLost, noSession} from '../connection-failures.ts';
import {type Connection, SessionRefused} from '../transport.ts';
import {executeOver, openSocketOver, sendPing} from './ssh-channels.ts';
import type {SshDeps} from './ssh-client.ts';
import {clientOver, findRoute} from './ssh-route.ts';

/** One SSH connection of ssh2. @throws Failure (unreachable) that says why the worker cannot be reached */
export const sshTransport = async (
	jumps: readonly JumpHost[],
	to: Destination,
	deps: SshDeps,
): Promise<Connection> => {
	const client = await clientOver(await findRoute(jumps, to, deps), to, deps);
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
		ping: () => sendPing(client),
		ended,
		close() {
			isClosing = true;
			client.end();
			// A peer that no longer answers must not keep the process or the readers waiting.
			setTimeout(() => cutOff(client), 500).unref();
		},
	};
};

/** ssh2's own destroy() does nothing once end() was called. */
const cutOff = (client: Client): void => {
	(client as unknown as {readonly _sock?: {destroy(): void}})._sock?.destroy();
};
