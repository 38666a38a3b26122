import {expect, test} from 'vitest';
import {App} from '../../source/app.tsx';
import type {Account} from '../../source/model/account.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import type {Worker} from '../../source/model/worker.ts';
import {createActions} from '../../source/state/actions.ts';
import {type AppEvent, newAppState, reduceApp} from '../../source/state/app-state.ts';
import {createStore} from '../../source/state/store.ts';
import {makeMarks} from '../../source/theme.ts';
import {show} from '../parts/show.tsx';

const alice: Account = {user: 'alice', plan: 'pro', role: 'member'};
const worker = (name: string): Worker => ({name, kind: 'self-hosted', ssh: name});

const devbox = (name: string, change: Partial<Devbox> = {}): Devbox => ({
	worker: 'forge-1',
	workerKind: 'self-hosted',
	id: name.repeat(8),
	name,
	os: 'linux',
	state: 'running',
	image: 'localhost/node-base:22',
	imageId: 'f'.repeat(64),
	capabilities: ['git', 'custom:erp'],
	launchedBy: 'alice',
	cloudWorker: undefined,
	ports: [],
	createdAt: 0,
	startedAt: Date.now() - 3 * 3_600_000,
	...change,
});

/** The whole app over a state that these events have made; nothing is contacted. */
const screenAfter = async (events: readonly AppEvent[], account = alice, size = {columns: 100, rows: 24}) => {
	const settings = {account, sshConfig: undefined, workers: [worker('forge-1'), worker('forge-2')]};
	const store = createStore(
		reduceApp,
		newAppState(settings, {file: '/home/alice/config.yaml', exists: true}, {}),
	);
	const actions = createActions({
		store,
		connect: () => new Promise(() => {}),
		answerHostKey: () => {},
		interactive: async () => 0,
		asker: {host: 'here', ingot: '0'},
	});
	for (const event of events) store.send(event);
	return show(<App store={store} actions={actions} marks={makeMarks({unicode: true})} />, size);
};

const ready: AppEvent = {
	type: 'worker-reached',
	worker: 'forge-1',
	reach: {state: 'ready', facts: undefined},
};
const down: AppEvent = {
	type: 'worker-reached',
	worker: 'forge-2',
	reach: {
		state: 'down',
		reason: 'forge-2 does not answer.',
		hint: 'Check its power.',
		failure: 'unreachable',
	},
};
const listed = (...content: readonly Devbox[]): AppEvent => ({
	type: 'devboxes-listed',
	worker: 'forge-1',
	content,
	at: Date.now(),
});

test('one worker that is down hides nothing of the other, and tells why', async () => {
	const screen = await screenAfter([ready, down, listed(devbox('api'), devbox('idle', {state: 'stopped'}))]);
	expect(screen.frame()).toMatch(/forge-1 +ready +1\/2/u);
	expect(screen.frame()).toMatch(/forge-2 +down/u);
	await screen.press('down');
	expect(screen.frame()).toContain('forge-2 does not answer.');
	expect(screen.frame()).toContain('Check its power.');
});

test('a list that is overdue stays, marked as old', async () => {
	const stale: AppEvent = {
		type: 'list-failed',
		worker: 'forge-1',
		list: 'devboxes',
		why: 'something holds its lock',
	};
	const screen = await screenAfter([ready, listed(devbox('api')), stale]);
	await screen.press('enter');
	expect(screen.frame()).toContain('may be old: something holds its lock; as of just now');
	expect(screen.frame()).toContain('api');
});

test('a hostile name cannot rewrite the screen', async () => {
	const screen = await screenAfter([
		ready,
		listed(devbox('\u001B[2Jevil\u202E\n', {capabilities: ['a\u0007b']})),
	]);
	await screen.press('2');
	expect(screen.frame()).toContain('evil··');
	expect(screen.frame()).not.toContain('\u001B[2J');
	expect(screen.lines()).toHaveLength(24);
});

test('the DevBox list of Create Image shows eligible ones, and the others with their reasons on tab', async () => {
	const boxes = [devbox('api'), devbox('bobs', {launchedBy: 'bob'}), devbox('cloudy', {cloudWorker: 'cw-7'})];
	const screen = await screenAfter([ready, listed(...boxes)]);
	await screen.press('c');
	expect(screen.frame()).toContain('1/1');
	expect(screen.frame()).toMatch(/❯ api +running +Linux +node-base:22 +3h +git #erp/u);
	expect(screen.frame()).not.toContain('bobs');
	await screen.press('tab');
	expect(screen.frame()).toMatch(/bobs .*bob's/u);
	expect(screen.frame()).toMatch(/cloudy .*Cloud-managed/u);
});

test.each([
	[{...alice, plan: 'starter'} as const, 'Upgrade to make golden images'],
	[{...alice, role: 'viewer'} as const, 'Your role does not allow this'],
])('the form is closed to %j', async (account, told) => {
	const screen = await screenAfter([ready], account);
	await screen.press('c');
	expect(screen.frame()).toContain(told);
});

test('a new host key is asked about before anything else, the careful answer first', async () => {
	const question = {
		worker: 'forge-1',
		host: 'forge-1',
		keyType: 'ssh-ed25519',
		fingerprint: 'SHA256:abc',
		file: '/known',
	};
	const screen = await screenAfter([{type: 'host-key-asked', question}]);
	expect(screen.frame()).toContain('SHA256:abc');
	expect(screen.frame()).toMatch(/❯ Do not connect/u);
	await screen.press('enter');
	expect(screen.frame()).not.toContain('SHA256:abc');
});

test.each([
	[80, 24],
	[200, 60],
])('every tab fits a terminal of %i by %i', async (columns, rows) => {
	const screen = await screenAfter([ready, down, listed(devbox('api'))], alice, {columns, rows});
	for (const tab of ['1', '2', '3', '4']) {
		await screen.press(tab);
		expect(screen.lines()).toHaveLength(rows);
		expect(screen.lines().at(-1)).toContain('?');
	}
});
