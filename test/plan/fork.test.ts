import {expect, test} from 'vitest';
import {planRollback} from '../../source/jobs/rollback.ts';
import type {ContainerSettings} from '../../source/model/container-settings.ts';
import {optionNames, repeatProblem} from '../../source/model/container-settings.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import {forkCountProblem, forkNames, forkPrefixProblem} from '../../source/model/fork.ts';
import {formerName, imagesMadeFrom} from '../../source/model/rollback.ts';
import {forkFiles, forkLosses, forkPlan} from '../../source/plan/fork.ts';
import {snapshotPlan} from '../../source/plan/linux-snapshot.ts';
import {rollbackFiles, rollbackPlan} from '../../source/plan/rollback.ts';
import {image} from '../launch-context.ts';
import {request} from './sources.ts';

const settings: ContainerSettings = {
	ports: [{inside: '80/tcp', hostIp: '127.0.0.1', hostPort: '8080'}],
	mounts: [{type: 'volume', source: 'data', destination: '/data', options: ['rw', 'rprivate']}],
	tmpfs: {'/scratch': 'size=1m'},
	networkMode: 'bridge',
	networks: ['podman', 'back'],
	restart: 'on-failure:3',
	isPrivileged: false,
	isReadOnly: false,
	hasInit: true,
	hasTerminal: true,
	keepsInput: false,
	autoRemove: false,
	isIdMapped: false,
	inPod: false,
	limits: [['--memory', '1000']],
	given: [],
	unit: '',
};
const {source} = request;
const devbox = {...source.devbox, env: [...source.devbox.env, 'API_TOKEN=hunter-2', 'MODE=fast']};
const fork = {
	job: request.job,
	user: 'alice',
	source: {...source, devbox},
	settings,
	draft: request.draft,
	reference: 'localhost/web:1',
	names: ['api-fork-1', 'api-fork-2'],
};

test('a fork is one snapshot, a start for each, and the end of the name of its image', () => {
	const snapshot = snapshotPlan(request);
	const plan = forkPlan(snapshot, fork);
	const own = plan.steps.slice(snapshot.steps.length);
	expect(own.map(({id}) => id)).toEqual(['start-1', 'start-2', 'let-go']);
	expect(own[1]?.argv.join(' ')).toContain(
		`start_fork ${request.job}-2 --name api-fork-2 --hostname api-fork-2`,
	);
	expect(own[1]?.argv.join(' ')).toContain(
		'--publish 127.0.0.1::80/tcp --network podman,back --tmpfs /scratch:size=1m --init --tty --restart on-failure:3 --memory 1000',
	);
	expect(own[1]?.undo).toEqual(['sh', './linux-launch.sh', 'unstart', `${request.job}-2`]);
	expect(plan.locks).toEqual([...snapshot.locks, 'name-api-fork-1', 'name-api-fork-2']);
	expect(plan.done).toBe('api-fork-1 and api-fork-2 are running.');
});

test('values of variables are in files only, and a fork shares no mount', () => {
	const plan = forkPlan(snapshotPlan(request), fork);
	expect(JSON.stringify(plan)).not.toContain('hunter-2');
	expect(JSON.stringify(plan)).not.toContain('--volume');
	expect(forkFiles(fork).slice(0, 1)).toEqual([{name: 'forks.sh', text: 'export API_TOKEN=hunter-2\n'}]);
	expect(forkLosses(fork)).toEqual([
		'What is mounted stays with api, because two DevBoxes would write to it: data at /data.',
	]);
});

test('forks get the first names that are free', () => {
	expect(forkNames('api', {count: 2, taken: ['api-fork-1']})).toEqual(['api-fork-2', 'api-fork-3']);
	expect(forkNames('api', {count: 1, prefix: 'try', taken: []})).toEqual(['try-1']);
	expect(['0', '21', '1.5', 'x', ''].map(text => forkCountProblem(text))).toEqual(
		Array.from({length: 5}, () => 'Use a number from 1 to 20.'),
	);
	expect(forkCountProblem('20')).toBeUndefined();
	expect(forkPrefixProblem('-x')).toContain('start with a letter or digit');
});

const rollback = {
	job: request.job,
	user: 'alice',
	devbox,
	settings,
	baseLabels: {},
	image: image('web', {tag: '1', owner: 'alice'}),
	config: source.image,
	former: 'api-before-20261123-1716',
};

test('a rollback compares the new DevBox with the old one before that stops, and can undo each change', () => {
	const {steps} = rollbackPlan(rollback);
	expect(steps.map(({id}) => id)).toEqual([
		...['check', 'create', 'compare', 'stop', 'rename', 'name', 'start', 'rest'],
	]);
	expect(steps.filter(({undo}) => undo !== undefined).map(({id}) => id)).toEqual([
		...['create', 'stop', 'rename', 'name', 'start', 'rest'],
	]);
	const words = steps[1]?.argv.join(' ');
	expect(words).toContain('--publish 127.0.0.1:8080:80/tcp --volume data:/data:rw,rprivate');
	expect(words).toContain('--env API_TOKEN --env MODE localhost/web:1 sh');
	expect(words).not.toContain('healthcheck');
	expect(JSON.stringify(steps)).not.toContain('hunter-2');
	expect(rollbackFiles(rollback).map(({name}) => name)).toEqual(['environment.sh', 'identity']);
});

test('a health check that is switched off in the old DevBox is switched off in the new one', () => {
	const healthCheck = {test: ['NONE'], interval: 0, timeout: 0, startPeriod: 0, retries: 0};
	const {steps} = rollbackPlan({...rollback, devbox: {...devbox, healthCheck}});
	expect(steps[1]?.argv).toContain('--no-healthcheck');
});

test.each([
	[{unit: 'api.service'}, 'the systemd unit api.service manages it'],
	[{inPod: true}, 'it belongs to a pod'],
	[{autoRemove: true}, 'created with --rm'],
	[{isIdMapped: true}, 'a user namespace of its own'],
	[{given: ['--name', '--ip', '--log-opt']}, 'cannot repeat its options --ip, --log-opt'],
	[{mounts: [{type: 'bind', source: '/a:b', destination: '/c', options: []}]}, 'its mount at /c'],
] as const)('a DevBox whose settings cannot be repeated is not rolled back: %j', (odd, reason) => {
	expect(repeatProblem('api', {...settings, ...odd})?.reason).toContain(reason);
	expect(repeatProblem('api', settings)).toBeUndefined();
});

const listed: Devbox = {
	...{
		worker: 'forge-1',
		workerKind: 'self-hosted',
		id: devbox.id,
		name: 'api',
		os: 'linux',
		state: 'running',
	},
	...{
		image: devbox.imageReference,
		imageId: devbox.imageId,
		capabilities: [],
		launchedBy: 'alice',
		ports: [],
	},
	...{cloudWorker: undefined, createdAt: 0, startedAt: 0},
};
const {image: target, config} = rollback;
const requester = {account: {user: 'alice', plan: 'pro', role: 'member'}, host: 'here', ingot: '1'} as const;
const plannedFor = (odd: Partial<Devbox>) =>
	planRollback(
		{
			...{devbox: {...listed, ...odd}, detail: devbox, settings, baseLabels: {}},
			image: target,
			config,
			names: [],
		},
		requester,
	);

test.each([
	[{launchedBy: 'bob'}, "bob's"],
	[{launchedBy: undefined}, 'not launched by Ingot: adopt it'],
	[{state: 'paused'}, 'paused'],
	[{cloudWorker: 'c-1'}, 'Cloud-managed'],
	[{workerKind: 'cloud'}, 'Cloud-managed'],
	[{os: 'windows'}, 'runs Windows'],
] as const)('a DevBox is not rolled back by who may not, or as it is now: %j', (odd, reason) => {
	expect(() => plannedFor(odd)).toThrow(reason);
});

test.each([{}, {state: 'stopped'}, {launchedBy: undefined, adoptedBy: 'alice'}] as const)(
	'its owner may roll it back, running or stopped: %j',
	odd => {
		expect(plannedFor(odd).request.title).toBe('Roll api back to localhost/web:1');
	},
);

test('the options of a container end where its image begins', () => {
	const argv = ['podman', 'run', '-d', '--ip=10.0.0.9', '--name', 'x', 'img', 'sh', '--login'];
	expect(optionNames(argv, 'img')).toEqual(['--ip', '--name']);
});

test('a DevBox has the images that say so, by its id or its name', () => {
	const made = (name: string, id: string, createdAt: number) =>
		image(name, {createdAt, worker: 'w', madeFrom: {id, name: 'api'}});
	const images = [made('old', 'a', 1), made('new', 'b', 2), image('other', {worker: 'w'})];
	const box = {id: 'a', name: 'api', worker: 'w', os: 'linux'} as const;
	expect(imagesMadeFrom(box, images).map(({name}) => name)).toEqual(['new', 'old']);
	expect(imagesMadeFrom({...box, name: 'renamed'}, images).map(({name}) => name)).toEqual(['old']);
	expect(imagesMadeFrom({...box, worker: 'elsewhere'}, images)).toEqual([]);
});

test('of the images of one second, a DevBox is rolled back to the one with the highest number', () => {
	const made = (tag: string) =>
		image('api', {tag, createdAt: 1, worker: 'w', madeFrom: {id: 'a', name: 'api'}});
	const box = {id: 'a', name: 'api', worker: 'w', os: 'linux'} as const;
	expect(imagesMadeFrom(box, ['v2', 'v10', 'v9'].map(made)).map(({tag}) => tag)).toEqual(['v10', 'v9', 'v2']);
});

test('the DevBox from before is named after the time', () => {
	const at = new Date('2026-11-23T17:16:00Z');
	expect(formerName('api', at, [])).toBe('api-before-20261123-1716');
	expect(formerName('api', at, ['api-before-20261123-1716'])).toBe('api-before-20261123-1716-2');
});
