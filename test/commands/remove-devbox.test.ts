import {expect, test} from 'vitest';
import type {CommandDeps} from '../../source/commands/command-deps.ts';
import {runProgram} from '../../source/commands/program.ts';
import {giveUp} from '../../source/jobs/adopt.ts';
import {type DevboxChange, planChange, planRename} from '../../source/jobs/change-devbox.ts';
import type {Account} from '../../source/model/account.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import {Failure} from '../../source/model/failure.ts';
import type {Remote} from '../../source/remote/remote.ts';

const api: Devbox = {
	worker: 'forge',
	workerKind: 'self-hosted',
	id: 'a'.repeat(64),
	name: 'api',
	os: 'linux',
	osInDoubt: false,
	state: 'running',
	image: 'localhost/node:22',
	imageId: 'b',
	capabilities: [],
	launchedBy: 'alice',
	ports: [],
	cloudWorker: undefined,
	createdAt: 0,
	startedAt: 0,
};
const account: Account = {user: 'alice', plan: 'pro', role: 'member'};
const requester = {host: 'laptop', ingot: '1'};

/** Runs a command on a worker with one DevBox. @param answer what the user types; undefined without a terminal */
const run = async (argv: readonly string[], answer: string | undefined) => {
	const asked: string[] = [];
	const jobs: string[] = [];
	const worker = {name: 'forge', kind: 'self-hosted'} as const;
	const remote = {
		worker,
		devboxes: async () => [api],
		async run(script: string) {
			if (script.includes('devbox.sh')) jobs.push(script);
			return {code: 0, stdout: 'started', stderr: ''};
		},
		close() {},
	};
	const deps = {
		settings: async () => ({account, sshConfig: undefined, workers: [worker]}),
		connect: async () => remote,
		out() {},
		err() {},
		async ask(question: string) {
			asked.push(question);
			return answer;
		},
		signal: new AbortController().signal,
		requester,
	} as unknown as CommandDeps;
	const said = await runProgram(argv, deps, {version: '1'}).then(
		code => `exit ${code}`,
		(thrown: unknown) => {
			if (!(thrown instanceof Failure)) throw thrown;
			return `${thrown.kind}: ${thrown.message} ${thrown.hint}`;
		},
	);
	return {said, asked, isRemoved: jobs.length > 0};
};

test('a DevBox is removed only if its name is typed, or with --yes', async () => {
	const rm = ['rm', 'api', '--detach'];
	expect(await run(rm, 'api')).toEqual({
		said: 'exit 0',
		asked: [
			'The files of api on forge are deleted, except those in named volumes and bind mounts. Its processes end.\nType api to confirm:',
		],
		isRemoved: true,
	});
	for (const answer of ['', 'y', 'ap'])
		expect(await run(rm, answer)).toMatchObject({
			said: 'cancelled: api was not removed. Nothing was changed.',
			isRemoved: false,
		});
	expect(await run(rm, undefined)).toMatchObject({
		said: 'usage: Removing api needs a confirmation, and there is no terminal. Add --yes.',
		isRemoved: false,
	});
	expect(await run([...rm, '--yes'], undefined)).toEqual({said: 'exit 0', asked: [], isRemoved: true});
	expect(await run(['rm', 'api', '--dry-run'], undefined)).toEqual({
		said: 'exit 0',
		asked: [],
		isRemoved: false,
	});
});

test('nothing else that is done to a DevBox asks', async () => {
	for (const argv of [['start'], ['stop'], ['pause']])
		expect(await run([...argv, 'api', '--detach'], undefined)).toMatchObject({said: 'exit 0', asked: []});
});

test('a DevBox that Podman would remove with its files is not stopped, but all else is done to it', () => {
	const ephemeral = {...api, autoRemove: true};
	expect(() => planChange(ephemeral, 'stop', {account, ...requester})).toThrow(
		'api was not stopped. It was created with --rm: stopping it would remove it with its files.',
	);
	for (const change of ['start', 'pause', 'remove'] satisfies DevboxChange[])
		expect(planChange(ephemeral, change, {account, ...requester}).request.kind).toBe(change);
});

test('a viewer changes no DevBox, not even an own one', async () => {
	const viewer = {account: {...account, role: 'viewer'}, ...requester} as const;
	const words = 'The role viewer can view DevBoxes and images but not change them.';
	for (const change of ['start', 'stop', 'pause', 'remove'] satisfies DevboxChange[]) {
		expect(() => planChange(api, change, viewer), change).toThrow(words);
		expect(planChange(api, change, {account, ...requester}).request.kind).toBe(change);
	}
	expect(() => planRename(api, 'web', viewer)).toThrow(words);
	const adopted = {...api, launchedBy: undefined, adoptedBy: 'alice'};
	await expect(giveUp({} as Remote, adopted, viewer.account)).rejects.toThrow(words);
});
