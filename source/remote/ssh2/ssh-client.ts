import type {Duplex} from 'node:stream';
import ssh2, {type AuthHandlerMiddleware, type Client, type ConnectConfig} from 'ssh2';
import type {AskHostKey} from '../../model/host-key.ts';
import type {AskSecret} from '../../model/secret.ts';
import type {LocalUser, SshAddress} from '../config/resolve-ssh.ts';
import {type HostKeyChecker, hostKeyChecker, type KnownHostsFiles} from '../host-keys/host-keys.ts';
import {authMethods} from './auth-methods.ts';
import {type LoggingIn, logins} from './log-in.ts';
import {PatientLimit} from './patient-limit.ts';
import type {SharedWays} from './shared-ways.ts';
import {givenUp, nothingInCommon, toSshFailure} from './ssh-failures.ts';
import {untilReady} from './ssh-ready.ts';
import {missingAlgorithm, ssh2Options} from './ssh2-options.ts';

export type SshWorld = {
	readonly me: LocalUser;
	readonly knownHosts: KnownHostsFiles;
	readonly askHostKey: AskHostKey;
	readonly askSecret: AskSecret;
	readonly signal: AbortSignal;
	readonly shared: SharedWays;
};

const readyTimeoutMs = 15_000;

type Dialling = {
	/** Named in what is told: a worker, or a jump host on the way to one. */
	readonly name: string;
	readonly address: SshAddress;
	/** What carries the connection; without it there is a socket of its own. */
	readonly way?: {open(): Promise<Duplex>} | undefined;
};

/** One SSH connection. @throws Failure (unreachable) that tells why there is none */
export const sshClient = async (dialling: Dialling, world: SshWorld): Promise<Client> => {
	const {name, address, way} = dialling;
	const missing = missingAlgorithm(address);
	if (missing !== undefined) throw nothingInCommon(name, missing);
	const {knownHosts: files, askHostKey: ask, shared} = world;
	const checker = await hostKeyChecker(name, address, {files, ask, answers: shared.hostKeys});
	const auth = await authMethods(address, world.me);
	const client = new ssh2.Client();
	let sock: Duplex | undefined;
	try {
		await shared.handshakes(async () => {
			world.signal.throwIfAborted();
			sock = await way?.open();
			await shake(client, {name, address, sock, checker, auth}, world);
		});
	} catch (thrown) {
		client.destroy();
		sock?.destroy();
		if (world.signal.aborted) throw givenUp(name);
		throw toSshFailure(sock?.errored ?? thrown, {worker: name, address, auth});
	}
	// Nagle and delayed ACK together cost 40 ms a round trip.
	client.setNoDelay(true);
	return client;
};

type Shaking = Pick<Dialling, 'name' | 'address'> & {
	readonly sock: Duplex | undefined;
	readonly checker: HostKeyChecker;
	readonly auth: LoggingIn['auth'];
};

/** Proves both ends to each other. A person may take a minute to compare a fingerprint or to find a token. */
const shake = async (
	client: Client,
	{name, address, sock, checker, auth}: Shaking,
	world: SshWorld,
): Promise<void> => {
	const limit = new PatientLimit(address.connectTimeoutMs ?? readyTimeoutMs);
	const gone = new AbortController();
	let refusedKey: unknown;
	const asking = <T>(act: () => Promise<T>): Promise<T> =>
		limit.whileAsking(() => world.shared.whileAsking(act));
	const ask: LoggingIn['ask'] = question =>
		asking(() => world.askSecret(question, AbortSignal.any([gone.signal, world.signal])));
	const config: ConnectConfig = {
		...(sock === undefined ? {host: address.host, port: address.port} : {sock}),
		username: address.user,
		...ssh2Options(address, checker.preferred),
		readyTimeout: 0,
		authHandler: oneByOne(logins({worker: name, address, auth, ask})),
		hostVerifier: (key: Buffer, done: (isGood: boolean) => void) => {
			asking(() => checker.check(key)).then(
				() => done(true),
				thrown => {
					refusedKey = thrown;
					done(false);
				},
			);
		},
	};
	client.once('close', () => gone.abort());
	try {
		await untilReady(client, config, {limit, signal: world.signal});
	} catch (thrown) {
		throw refusedKey ?? thrown;
	} finally {
		limit.end();
		gone.abort();
	}
};

/** What ssh2 asks for whenever the last one was not enough. */
const oneByOne = (all: ReturnType<typeof logins>): AuthHandlerMiddleware => {
	const advance = async (left: readonly string[] | null, next: (method: never) => void) => {
		const {value, done} = await all.next(left ?? undefined);
		next((done === true ? false : value) as never);
	};
	return (left, _partial, next) => {
		advance(left, next).catch(() => next(false as never));
	};
};
