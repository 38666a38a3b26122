import {expect, test} from 'vitest';
import type {Actions} from '../../source/state/actions.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {until} from '../driver/until.ts';
import {alice, devbox, down, listed, ready, screenAfter} from './show-app.tsx';

test('one worker that is down hides nothing of the other, and says why', async () => {
	const screen = await screenAfter([ready, down, listed(devbox('api'), devbox('idle', {state: 'stopped'}))]);
	expect(screen.frame()).toMatch(/forge-1 +ready +1\/2/u);
	expect(screen.frame()).toMatch(/forge-2 +down/u);
	await screen.press('down');
	expect(screen.frame()).toContain('forge-2 does not answer.');
	expect(screen.frame()).toContain('Check its power.');
});

test('an overdue list stays, marked as out of date', async () => {
	const stale: AppEvent = {
		type: 'list-failed',
		worker: 'forge-1',
		list: 'devboxes',
		why: 'something holds its lock',
	};
	const screen = await screenAfter([ready, listed(devbox('api')), stale]);
	await screen.press('enter');
	expect(screen.frame()).toContain('may be out of date: something holds its lock, as of just now');
	expect(screen.frame()).toContain('api');
});

test('why a list is out of date is one sentence in the details of its worker', async () => {
	const stale: AppEvent = {
		type: 'list-failed',
		worker: 'forge-1',
		list: 'devboxes',
		why: 'forge-1 could not list the DevBoxes: something holds its lock.',
	};
	const screen = await screenAfter([ready, listed(devbox('api')), stale]);
	expect(screen.frame().replaceAll(/\s*│\n│\s*/gu, ' ')).toContain(
		'This may be out of date: forge-1 could not list the DevBoxes: something holds its lock, as of just now.',
	);
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
	[{...alice, plan: 'starter'} as const, 'Upgrade to create golden images'],
	[{...alice, role: 'viewer'} as const, 'Your role does not allow this'],
])('the form is closed to %j', async (account, told) => {
	const screen = await screenAfter([ready], account);
	await screen.press('c');
	expect(screen.frame()).toContain(told);
});

test('a new host key is asked about before anything else, the safe answer first', async () => {
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
	expect(screen.frame()).toContain('Always: save it to /known.');
	expect(screen.frame()).toMatch(/Always trust[\s│]+Trust once/u);
	await screen.press('enter');
	expect(screen.frame()).not.toContain('SHA256:abc');
});

test.each([
	[80, 24],
	[200, 60],
])('every tab fits a terminal of %i by %i', async (columns, rows) => {
	const screen = await screenAfter([ready, down, listed(devbox('api'))], alice, {columns, rows});
	for (const tab of ['1', '2', '3', '4', '5', 'l']) {
		await screen.press(tab);
		expect(screen.lines()).toHaveLength(rows);
		expect(screen.lines().at(-1)).toContain('?');
	}
});

test('c makes an image of a Windows DevBox that is off, with the reason; a Linux DevBox has to run', async () => {
	const screen = await screenAfter([
		ready,
		listed(
			devbox('win-off', {os: 'windows', state: 'stopped', startedAt: undefined}),
			devbox('shop', {state: 'stopped', startedAt: undefined}),
		),
	]);
	await screen.press('2', 'c');
	expect(screen.frame()).toContain('Windows is off, so nothing has to stop: its disk is copied as it is.');
	expect(screen.frame()).toContain('✓ Worker forge-1   ● DevBox');
	await screen.press('esc', 'down', 'c');
	expect(screen.frame()).toContain('not running');
	expect(screen.frame()).toContain('(c Create image)');
	expect(screen.frame()).not.toContain('✓ Worker');
});

test('under a question no key leaves the screen', async () => {
	const screen = await screenAfter([ready, listed(devbox('api'))]);
	await screen.press('2', 't');
	expect(screen.frame()).toContain('Stop api?');
	await screen.press('l', '4', ':', 'ctrl+g');
	expect(screen.frame()).toContain('Stop api?');
	expect(screen.frame()).toContain('[2 DevBoxes');
});

test.each([
	['a build', 'isSending'],
	['a copy', 'isCopying'],
] as const)('that quitting would fail %s is not said any longer than it is true', async (_, asked) => {
	let isNeeded = true;
	const prepare = (actions: Actions) => Object.assign(actions, {[asked]: () => isNeeded});
	const screen = await screenAfter([ready, listed(devbox('api'))], alice, {prepare});
	await screen.press('q');
	expect(screen.frame()).toContain('Quit again to leave');
	isNeeded = false;
	await until(() => !screen.frame().includes('Quit again to leave'), {
		what: 'the end of the notice',
		timeoutMs: 4000,
	});
});

test('quitting while a context is sent asks once more, because its build fails', async () => {
	const prepare = (actions: Actions) => Object.assign(actions, {isSending: () => true});
	const screen = await screenAfter([ready, listed(devbox('api'))], alice, {prepare});
	await screen.press('q');
	expect(screen.frame()).toContain('A build still needs its context from here. Quit again to leave');
	await screen.press('2');
	expect(screen.frame()).toContain('[2 DevBoxes');
	await screen.press('q');
	await screen.press('3');
	expect(screen.frame()).not.toContain('[3 Images');
});

test.each([
	['the help', ['?']],
	['the palette', [':']],
	['a filter', ['/']],
	['a menu', ['2', 'S']],
	['a question', ['2', 't']],
	['a field', ['2', 'e']],
	['a terminal that is too small', []],
] as const)('ctrl+c quits from %s, too', async (place, keys) => {
	let asked = 0;
	const screen = await screenAfter([ready, listed(devbox('api'))], alice, {
		prepare: actions => {
			actions.isSending = () => {
				asked += 1;
				return true;
			};
		},
	});
	await screen.press(...keys);
	if (place.endsWith('too small')) await screen.resize(30, 8);
	await screen.press('ctrl+c');
	expect(asked).toBe(1);
});
