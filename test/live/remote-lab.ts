import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {addKnownHost, readKnownHosts} from '../../source/disk/known-hosts-file.ts';
import {Failure} from '../../source/model/failure.ts';
import type {AskHostKey} from '../../source/model/host-key.ts';
import type {AskSecret, SecretQuestion} from '../../source/model/secret.ts';
import type {Worker} from '../../source/model/worker.ts';
import {connect} from '../../source/remote/connect/connect.ts';
import {openTransport} from '../../source/remote/connect/open-transport.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {SharedConnections} from '../../source/remote/ssh2/shared-connections.ts';
import type {SshDeps} from '../../source/remote/ssh2/ssh-client.ts';
import type {Transport} from '../../source/remote/transport.ts';
import type {Lab} from '../lab/lab.ts';

export type Reaching = {
	readonly sshConfig?: string;
	readonly agentSocket?: string;
	readonly worker?: Partial<Worker>;
	readonly answer?: AskHostKey;
	readonly signal?: AbortSignal;
	readonly answerSecret?: AskSecret;
	readonly shared?: SharedConnections;
};

/** These tests run over either transport (`INGOT_TRANSPORT=system`). */
const wanted = process.env.INGOT_TRANSPORT as Worker['transport'];

/** A user with a home of their own. */
export const newHome = (): string => mkdtempSync(path.join(tmpdir(), 'ingot-home-'));

/** Connects as the application does, to a worker of the lab or by a config of the test's own. */
export const reach = (lab: Lab, alias: string, reaching: Reaching = {}): Promise<Remote> =>
	connect(workerCalled(alias, reaching.worker), depsIn(lab, reaching));

/** Only the connection, without Podman. */
export const transportTo = (lab: Lab, alias: string, reaching: Reaching = {}): Promise<Transport> =>
	openTransport(workerCalled(alias, reaching.worker), depsIn(lab, reaching));

const workerCalled = (alias: string, worker: Reaching['worker']): Worker => ({
	name: alias,
	kind: 'self-hosted',
	ssh: alias,
	transport: wanted,
	...worker,
});

const depsIn = (lab: Lab, {sshConfig = lab.sshConfig, ...rest}: Reaching): SshDeps => ({
	me: {home: newHome(), login: 'root', sshConfig, agentSocket: rest.agentSocket},
	knownHosts: {read: readKnownHosts, add: addKnownHost},
	askHostKey: rest.answer ?? (async () => 'no'),
	askSecret: rest.answerSecret ?? (async () => undefined),
	shared: rest.shared ?? new SharedConnections(),
	signal: rest.signal ?? new AbortController().signal,
});

/** The Failure that prevents the connection. */
export const whyNot = async (connecting: Promise<Remote>): Promise<Failure> => {
	const outcome = await connecting.catch((thrown: unknown) => thrown);
	if (outcome instanceof Failure) return outcome;
	if (outcome instanceof Error) throw outcome;
	(outcome as Remote).close();
	throw new Error('It connected.');
};

/** Gives these answers, one after the other; undefined cancels the question. */
export const person = (...answers: readonly (string | undefined)[]) => {
	const asked: SecretQuestion[] = [];
	const answerSecret: AskSecret = async question => answers[asked.push(question) - 1];
	return {asked, answerSecret};
};

/** An ssh config with one host in it. */
export const configOf = (host: string, lines: readonly string[]): string => {
	const file = path.join(newHome(), 'config');
	writeFileSync(file, `Host ${host}\n${lines.map(line => `\t${line}\n`).join('')}`);
	return file;
};

export const addressOf = (lab: Lab, worker: string): string =>
	readFileSync(path.join(lab.folder, `worker-${worker}`, 'ip'), 'utf8').trim();
