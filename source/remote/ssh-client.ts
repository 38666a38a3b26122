import type {Duplex} from 'node:stream';
import ssh2, {type Client, type ConnectConfig} from 'ssh2';
import type {AskHostKey} from '../model/host-key.ts';
import {authMethods} from './auth-methods.ts';
import {hostKeyChecker, type KnownHostsFiles} from './host-keys.ts';
import type {LocalUser, SshAddress} from './resolve-ssh.ts';
import type {SharedWays} from './shared-ways.ts';
import {givenUp, toSshFailure} from './ssh-failures.ts';
import {untilReady} from './ssh-ready.ts';

export type SshWorld = {
	readonly me: LocalUser;
	readonly knownHosts: KnownHostsFiles;
	readonly askHostKey: AskHostKey;
	readonly signal: AbortSignal;
	readonly shared: SharedWays;
};

const hostKeyTypes = [
	'ssh-ed25519',
	'ecdsa-sha2-nistp256',
	'ecdsa-sha2-nistp384',
	'ecdsa-sha2-nistp521',
	'rsa-sha2-512',
	'rsa-sha2-256',
] as const;

type Dialling = {
	/** Named in what is told: a worker, or a jump host on the way to one. */
	readonly name: string;
	readonly address: SshAddress;
	/** Carries the connection; without it there is a socket of its own. */
	readonly sock?: Duplex | undefined;
};

/** One SSH connection. @throws Failure (unreachable) that tells why there is none */
export const sshClient = async ({name, address, sock}: Dialling, world: SshWorld): Promise<Client> => {
	const checker = await hostKeyChecker(name, address, {files: world.knownHosts, ask: world.askHostKey});
	const auth = await authMethods(address, world.me);
	let refusedKey: unknown;
	const client = new ssh2.Client();
	const config: ConnectConfig = {
		...(sock === undefined ? {host: address.host, port: address.port} : {sock}),
		username: address.user,
		keepaliveInterval: 10_000,
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
		if (sock?.destroyed) throw sock.errored ?? new Error('its way was closed');
		await world.shared.handshakes(() => untilReady(client, config, world.signal));
	} catch (thrown) {
		client.destroy();
		sock?.destroy();
		if (world.signal.aborted) throw givenUp(name);
		throw refusedKey ?? toSshFailure(sock?.errored ?? thrown, {worker: name, address, auth});
	}
	// Nagle and delayed ACK together cost 40 ms a round trip.
	client.setNoDelay(true);
	return client;
};

const preferKnown = (known: readonly string[]) => {
	const wanted = known.flatMap(type => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]));
	return hostKeyTypes.toSorted((a, b) => Number(wanted.includes(b)) - Number(wanted.includes(a)));
};
