import type {Duplex} from 'node:stream';
import ssh2, {type AuthHandlerMiddleware, type Client, type ConnectConfig, type HostVerifier} from 'ssh2';
import type {AskHostKey} from '../../model/host-key.ts';
import type {AskSecret} from '../../model/secret.ts';
import {orAborted} from '../../time/or-aborted.ts';
import {PausableTimeout} from '../../time/pausable-timeout.ts';
import type {LocalUser, SshAddress} from '../config/resolve-ssh.ts';
import {type HostKeyChecker, hostKeyChecker, type KnownHostsFiles} from '../host-keys/host-keys.ts';
import {authMethods} from './auth-methods.ts';
import {dial, limitMs, type Way} from './dial.ts';
import {encryptFaster} from './faster-packets.ts';
import {sshdOf} from './handshakes.ts';
import {type LogIn, logins} from './log-in.ts';
import {readInTurns} from './read-in-turns.ts';
import type {SharedConnections} from './shared-connections.ts';
import {givenUp, nothingInCommon, toSshFailure} from './ssh-failures.ts';
import {missingAlgorithm, ssh2Options} from './ssh2-options.ts';

export type SshDeps = {
	readonly me: LocalUser;
	/** Of the worker, where it has been asked for already. */
	readonly address?: Promise<SshAddress> | undefined;
	/** Called before the log-in, which is for the other side to do: time to load what is needed afterwards. */
	readonly onHandshake?: () => void;
	readonly knownHosts: KnownHostsFiles;
	readonly askHostKey: AskHostKey;
	readonly askSecret: AskSecret;
	readonly signal: AbortSignal;
	readonly shared: SharedConnections;
};

type Dialling = {
	/** The name in messages: a worker, or a jump host on the route to one. */
	readonly name: string;
	readonly address: SshAddress;
	/** What carries the connection; without it, a socket of its own does. */
	readonly route?: Way | undefined;
};

/** Opens one SSH connection. @throws Failure (unreachable) with the reason */
export const sshClient = async (dialling: Dialling, deps: SshDeps): Promise<Client> => {
	const {name, address, route} = dialling;
	const missing = missingAlgorithm(address);
	if (missing !== undefined) throw nothingInCommon(name, missing);
	const {knownHosts: files, askHostKey: ask, shared} = deps;
	const checker = await hostKeyChecker(name, address, {files, ask, answers: shared.hostKeys});
	const auth = await authMethods(address, deps.me);
	const client = new ssh2.Client();
	encryptFaster(client);
	readInTurns(client);
	let sock: Duplex | undefined;
	try {
		await shared.handshakes.run(sshdOf(address), {
			dial: async () => {
				deps.signal.throwIfAborted();
				sock = await dial(address, route, deps.signal);
				return sock;
			},
			logIn: async way => {
				deps.signal.throwIfAborted();
				await handshake(client, {name, address, sock: way, checker, auth}, deps);
			},
		});
	} catch (thrown) {
		client.destroy();
		sock?.destroy();
		if (deps.signal.aborted) throw givenUp(name);
		throw toSshFailure(sock?.errored ?? thrown, {worker: name, address, auth});
	}
	// Nagle and delayed ACK together cost 40 ms a round trip.
	client.setNoDelay(true);
	client.once('close', () => shared.handshakes.ended());
	return client;
};

type Handshake = Pick<Dialling, 'name' | 'address'> & {
	readonly sock: Duplex;
	readonly checker: HostKeyChecker;
	readonly auth: LogIn['auth'];
};

/** Authenticates both ends. Time that the user needs, to compare a fingerprint or find a token, does not count. */
const handshake = async (
	client: Client,
	{name, address, sock, checker, auth}: Handshake,
	deps: SshDeps,
): Promise<void> => {
	const limit = new PausableTimeout(limitMs(address), [deps.signal]);
	const gone = new AbortController();
	let refusedKey: unknown;
	const asking = <T>(act: () => Promise<T>): Promise<T> =>
		limit.pauseDuring(() => deps.shared.handshakes.whileAsking(sshdOf(address), act));
	const ask: LogIn['ask'] = question =>
		asking(() => deps.askSecret(question, AbortSignal.any([gone.signal, deps.signal])));
	const config: ConnectConfig = {
		sock,
		username: address.user,
		...ssh2Options(address, checker.preferred, deps.shared.handshakes.connections),
		readyTimeout: 0,
		authHandler: oneByOne(logins({worker: name, address, auth, ask})),
		hostVerifier: onceVerified(
			key => asking(() => checker.check(key)),
			why => {
				refusedKey = why;
			},
		),
	};
	client.once('close', () => gone.abort());
	const heard = Promise.withResolvers<void>();
	client.once('handshake', () => {
		heard.resolve();
		deps.onHandshake?.();
	});
	void deps.shared.handshakes.whileSilent(heard.promise);
	try {
		await untilReady(client, config, limit.signal);
	} catch (thrown) {
		throw refusedKey ?? thrown;
	} finally {
		limit.end();
		heard.resolve();
		gone.abort();
	}
};

/**
 * Checks the host key, and whenever keys are exchanged again accepts it at once: while ssh2 waits for that answer, what is sent
 * breaks the connection.
 */
const onceVerified = (
	check: (key: Buffer) => Promise<void>,
	onRefused: (why: unknown) => void,
): NonNullable<ConnectConfig['hostVerifier']> => {
	let verified: Buffer | undefined;
	return ((key: Buffer, done: (isGood: boolean) => void) => {
		if (verified?.equals(key)) return true;
		check(key).then(
			() => {
				verified = Buffer.from(key);
				done(true);
			},
			thrown => {
				onRefused(thrown);
				done(false);
			},
		);
		// Later.
		return undefined;
	}) as HostVerifier;
};

/** Connects. @throws what ssh2 says, or the signal's reason */
const untilReady = async (client: Client, config: ConnectConfig, signal: AbortSignal): Promise<void> => {
	const over = Promise.withResolvers<void>();
	client.on('error', (error: Error & {level?: string}) => {
		// A failing agent is not the end: the key files come next.
		if (error.level !== 'agent') over.reject(error);
	});
	client.once('ready', over.resolve);
	client.once('close', () => over.reject(new Error('the connection was closed')));
	signal.throwIfAborted();
	if (config.sock?.destroyed) throw new Error('Connection lost before handshake');
	client.connect(config);
	await orAborted(over.promise, signal);
};

/** Gives ssh2 the next method whenever the last one was not sufficient. */
const oneByOne = (all: ReturnType<typeof logins>): AuthHandlerMiddleware => {
	const advance = async (left: readonly string[] | null, next: (method: never) => void) => {
		const {value, done} = await all.next(left ?? undefined);
		next((done === true ? false : value) as never);
	};
	return (left, _partial, next) => {
		advance(left, next).catch(() => next(false as never));
	};
};
