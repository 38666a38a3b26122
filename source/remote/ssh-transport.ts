import {setTimeout as pause} from 'node:timers/promises';
import ssh2, {type Client, type ConnectConfig} from 'ssh2';
import type {AskHostKey} from '../model/host-key.ts';
import type {Worker} from '../model/worker.ts';
import {authMethods} from './auth-methods.ts';
import {connectionLost, noSession} from './connection-failures.ts';
import {hostKeyChecker, type KnownHostsFiles} from './host-keys.ts';
import {type LocalUser, resolveSsh} from './resolve-ssh.ts';
import {askAnything, executeOver, openSocketOver} from './ssh-channels.ts';
import {givenUp, noJumpHosts, toSshFailure} from './ssh-failures.ts';
import {untilReady} from './ssh-ready.ts';
import type {Transport} from './transport.ts';

export type SshWorld = {
	readonly me: LocalUser;
	readonly knownHosts: KnownHostsFiles;
	readonly askHostKey: AskHostKey;
	readonly signal: AbortSignal;
};

const refusedPausesMs = [20, 50, 100, 200, 400, 800];
const hostKeyTypes = [
	'ssh-ed25519',
	'ecdsa-sha2-nistp256',
	'ecdsa-sha2-nistp384',
	'ecdsa-sha2-nistp521',
	'rsa-sha2-512',
	'rsa-sha2-256',
] as const;

/** One SSH connection. @throws Failure (unreachable) that tells why the worker cannot be reached */
export const sshTransport = async (worker: Worker, world: SshWorld): Promise<Transport> => {
	const address = await resolveSsh(worker, world.me);
	if (address.proxy !== undefined) throw noJumpHosts(worker.name, address.proxy);
	const checker = await hostKeyChecker(worker.name, address, {
		files: world.knownHosts,
		ask: world.askHostKey,
	});
	const auth = await authMethods(address, world.me);
	let refusedKey: unknown;
	const client = new ssh2.Client();
	const config: ConnectConfig = {
		host: address.host,
		port: address.port,
		username: address.user,
		// What is silent for four times five seconds is lost.
		keepaliveInterval: 5000,
		keepaliveCountMax: 3,
		// A person may take a minute to compare a fingerprint: the time limit is untilReady's.
		readyTimeout: 0,
		authHandler: [...auth.methods],
		algorithms: {serverHostKey: preferKnown(checker.preferred)},
		hostVerifier: (key: Buffer, done: (isGood: boolean) => void) => {
			checker.check(key).then(
				() => done(true),
				thrown => {
					refusedKey = thrown;
					done(false);
				},
			);
		},
	};
	try {
		await untilReady(client, config, world.signal);
	} catch (thrown) {
		client.destroy();
		if (world.signal.aborted) throw givenUp(worker.name);
		throw refusedKey ?? toSshFailure(thrown, {worker: worker.name, address, auth});
	}
	// Nagle and delayed ACK together cost 40 ms a round trip.
	client.setNoDelay(true);
	return over(client, worker.name);
};

const over = (client: Client, worker: string): Transport => {
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
				return await patiently(() => executeOver(client, command, () => connectionLost(worker, problem)));
			} catch (thrown) {
				throw noSession(worker, thrown);
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

/** sshd counts a session for a while after it has told us that it is over, and others may be just about to end. */
const patiently = async <T>(open: () => Promise<T>): Promise<T> => {
	for (const pauseMs of refusedPausesMs) {
		try {
			return await open();
		} catch (thrown) {
			if ((thrown as {readonly reason?: number}).reason === undefined) throw thrown;
			await pause(pauseMs);
		}
	}
	return open();
};

const preferKnown = (known: readonly string[]) => {
	const wanted = known.flatMap(type => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]));
	return hostKeyTypes.toSorted((a, b) => Number(wanted.includes(b)) - Number(wanted.includes(a)));
};
