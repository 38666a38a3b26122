import {expect, test} from 'vitest';
import type {JobRequest} from '../../source/model/job.ts';
import {JobScreen} from '../../source/screens/jobs/job-screen.tsx';
import type {AppEvent} from '../../source/state/app-state.ts';
import {devbox, listed, listedImages, ready, screenAfter, showScreen} from './show-app.tsx';

/** Sets the clipboard, makes a link, changes the title, clears the screen, turns the text around. */
const evil =
	'\u001B]52;c;ZXZpbA==\u0007\u001B]8;;http://x\u001B\\\u001B]0;owned\u0007\u001B[2J\u009B31m\u009D0;words\u009C\u202Eevil\u0000\r\n\u200B';

/** What nobody but a worker would write. */
const theirs = /\u001B\]|\u001B\[2J|owned|52;c|[\u0080-\u009F\u202A-\u202E\u200B\u0000\u0007]/u;

const request: JobRequest = {
	version: 1,
	id: 'j1',
	kind: 'snapshot',
	title: evil,
	worker: 'forge-1',
	user: evil,
	host: evil,
	ingot: evil,
	at: evil,
	devbox: {id: 'x', name: evil},
	reference: evil,
	steps: [{id: 'one', title: evil}],
};
const event = {at: evil, job: 'j1', step: 'one'};
const everything: readonly AppEvent[] = [
	{
		type: 'worker-reached',
		worker: 'forge-1',
		reach: {
			state: 'ready',
			facts: {
				hostname: evil,
				podmanVersion: evil,
				rootless: false,
				cgroupVersion: evil,
				storageDriver: evil,
				graphRoot: evil,
				freeBytes: 1e12,
				cpus: 1,
				memoryBytes: 1,
			},
		},
	},
	{
		type: 'worker-reached',
		worker: 'forge-2',
		reach: {state: 'down', reason: evil, hint: evil, failure: 'unreachable'},
	},
	listed(
		devbox('api', {name: evil, image: evil, capabilities: [evil, `custom:${evil}`], cloudWorker: evil}),
		devbox('bobs', {name: `b${evil}`, launchedBy: evil}),
		devbox('mine'),
	),
	listedImages('forge-1', {
		worker: 'forge-1',
		id: 'f'.repeat(64),
		reference: evil,
		name: evil,
		tag: evil,
		os: 'linux',
		owner: evil,
		source: evil,
		capabilities: [evil, `custom:${evil}`],
		sizeBytes: 1,
		createdAt: 0,
		base: evil,
	}),
	{
		type: 'jobs-listed',
		worker: 'forge-1',
		at: 0,
		content: [{request, outcome: undefined, endedAt: evil, alive: true, elsewhere: evil}],
	},
	{
		type: 'schedules-listed',
		worker: 'forge-1',
		at: 0,
		content: {
			trigger: 'cron',
			skewMs: 0,
			zone: 'UTC',
			schedules: [
				{
					id: 's1',
					revision: 1,
					worker: 'forge-1',
					user: evil,
					reference: evil,
					draft: {
						name: evil,
						cadence: evil,
						command: evil,
						environment: [evil],
						volumes: [evil],
						after: 'stop',
						limit: evil,
					},
					cron: '0 6 * * *',
					isEnabled: true,
					trigger: 'cron',
					problem: evil,
					lastRun: undefined,
				},
			],
		},
	},
	...(['devboxes', 'images', 'jobs', 'schedules'] as const).map(
		(list): AppEvent => ({type: 'list-failed', worker: 'forge-1', list, why: evil}),
	),
];

test.each([
	['Workers', []],
	['Workers, the one that is down', ['end']],
	['DevBoxes', ['2']],
	['Images', ['3']],
	['Jobs', ['4']],
	['a job', ['4', 'enter']],
	['Schedules', ['5']],
	['deleting a schedule', ['5', 'd']],
	['Create Image', ['c', 'enter']],
	['Create Image, those that are not eligible', ['c', 'enter', 'tab']],
	['Launch', ['l', 'enter']],
	['help', ['2', '?']],
] as const)('nothing of what a worker says acts on the terminal: %s', async (_, keys) => {
	const screen = await screenAfter(everything, undefined, {columns: 120, rows: 30});
	expect(screen.frame()).not.toMatch(theirs);
	for (const key of keys) {
		await screen.press(key);
		expect(screen.frame()).not.toMatch(theirs);
		// Nor is it a way to end Ingot.
		expect(screen.frame()).toMatch(/^ ingot /u);
	}
	expect(screen.lines().length).toBeLessThanOrEqual(30);
});

test.each([
	['waits', {...event, seq: 1, kind: 'job-waiting', text: `Waits for ${evil}`}],
	['logs', {...event, seq: 1, kind: 'log', text: evil}],
	['failed', {...event, seq: 1, kind: 'step-failed', text: evil}],
	['ended', {...event, seq: 1, kind: 'job-ended', text: evil, outcome: 'failed'}],
] as const)('nothing of a job that %s acts on the terminal', async (_, said) => {
	const screen = await showScreen(
		<JobScreen request={request} />,
		{columns: 100, rows: 24},
		{
			events: [
				ready,
				{type: 'job-followed', request},
				{type: 'job-event', id: 'j1', event: said},
				{type: 'job-unreachable', id: 'j1', problem: said.kind === 'log' ? evil : undefined},
			],
		},
	);
	expect(screen.frame()).not.toMatch(theirs);
	expect(screen.frame()).toMatch(/^ ingot /u);
});

test('nor can a question of the server', async () => {
	const asked = {worker: 'forge-1', kind: 'answer', of: 'alice@forge', isEchoed: true, attempt: 1} as const;
	const screen = await screenAfter([
		{type: 'secret-asked', question: {...asked, prompt: `${evil}\n${'x\n'.repeat(500)}`}},
	]);
	expect(screen.frame()).not.toMatch(theirs);
	expect(screen.frame()).toContain('forge-1 asks you to log in');
	expect(screen.lines().length).toBeLessThanOrEqual(24);
	const question = {worker: 'forge-1', host: evil, keyType: evil, fingerprint: 'SHA256:x', file: evil};
	const keys = await screenAfter([{type: 'host-key-asked', question}]);
	expect(keys.frame()).not.toMatch(theirs);
});
