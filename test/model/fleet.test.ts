import {expect, test} from 'vitest';
import {type Fleet, newFleet, readingOf, reduceFleet, type WorkerView} from '../../source/model/fleet.ts';
import {type JobEvent, type JobRequest, newJob, reduceJob} from '../../source/model/job.ts';

const fleet = newFleet([
	{name: 'forge-1', kind: 'self-hosted', ssh: 'forge-1'},
	{name: 'forge-2', kind: 'self-hosted', ssh: 'forge-2'},
]);

const reached = (before: Fleet, reach: WorkerView['reach']) =>
	reduceFleet(before, {type: 'worker-reached', worker: 'forge-1', reach});
const ready = {state: 'ready', facts: undefined} as const;

test('a worker that fails keeps its last lists, marked as stale', () => {
	const listed = reduceFleet(reached(fleet, ready), {
		type: 'devboxes-listed',
		worker: 'forge-1',
		content: [],
		at: 5,
	});
	const failed = reduceFleet(listed, {
		type: 'list-failed',
		worker: 'forge-1',
		list: 'devboxes',
		why: 'no answer',
	});
	expect(failed['forge-1']?.devboxes?.at).toBe(5);
	expect(failed['forge-1']?.stale.devboxes).toBe('no answer');
	const again = reduceFleet(failed, {type: 'devboxes-listed', worker: 'forge-1', content: [], at: 9});
	expect(again['forge-1']?.stale.devboxes).toBeUndefined();
});

test.each<WorkerView['reach']>([
	{state: 'connecting', sinceAt: 0},
	{state: 'down', reason: 'gone', hint: 'look', failure: 'unreachable'},
])('what could not be read over a connection is no news once the worker is not connected: $state', reach => {
	const why = 'Podman has not responded yet';
	const event = {type: 'list-failed', worker: 'forge-1', list: 'devboxes', why} as const;
	const failed = reduceFleet(reached(fleet, ready), event);
	expect(failed['forge-1']?.stale.devboxes).toBe(why);
	const lost = reached(failed, reach);
	expect(lost['forge-1']?.stale).toEqual({});
	expect(reduceFleet(lost, event)['forge-1']?.stale).toEqual({});
	expect(reached(lost, ready)['forge-1']?.stale).toEqual({});
});

test('a worker that fails does not affect the others', () => {
	const reach = {state: 'down', reason: 'gone', hint: 'look', failure: 'unreachable'} as const;
	const after = reduceFleet(fleet, {type: 'worker-reached', worker: 'forge-1', reach});
	expect(after['forge-2']).toBe(fleet['forge-2']);
	expect(after['forge-1']?.reach).toBe(reach);
});

test('after an event only its worker is read again, and a result changes only with the part that it is made of', () => {
	const read: string[] = [];
	const names = readingOf(
		({worker, devboxes}) => {
			read.push(worker.name);
			return devboxes?.content.length;
		},
		lengths => lengths.map(length => length ?? '?'),
	);
	const first = names(fleet);
	expect(first).toEqual(['?', '?']);
	const reach = {state: 'connecting', sinceAt: 3} as const;
	const reached = reduceFleet(fleet, {type: 'worker-reached', worker: 'forge-2', reach});
	expect(names(reached)).toBe(first);
	const listed = reduceFleet(reached, {type: 'devboxes-listed', worker: 'forge-2', content: [], at: 5});
	expect(names(listed)).toEqual(['?', 0]);
	expect(read).toEqual(['forge-1', 'forge-2', 'forge-2', 'forge-2']);
	expect(names(newFleet([]))).toEqual([]);
});

const request = {
	id: 'j1',
	steps: [
		{id: 'pause', title: 'Pause'},
		{id: 'commit', title: 'Commit'},
	],
} as unknown as JobRequest;
const event = (seq: number, kind: JobEvent['kind'], rest: Partial<JobEvent> = {}): JobEvent => ({
	seq,
	at: `2026-11-23T10:00:0${seq}.000Z`,
	job: 'j1',
	step: '',
	kind,
	text: '',
	...rest,
});

test('a failed step is undone last first and its own words stay the reason', () => {
	const events = [
		event(1, 'job-started'),
		event(2, 'step-started', {step: 'pause'}),
		event(3, 'step-ended', {step: 'pause'}),
		event(4, 'step-started', {step: 'commit'}),
		event(5, 'step-failed', {step: 'commit', text: 'no space left'}),
		event(6, 'undo-failed', {step: 'commit', text: 'no such image'}),
		event(7, 'undo-ended', {step: 'pause'}),
		event(8, 'job-ended', {outcome: 'failed', text: 'failed'}),
	];
	const job = events.reduce(reduceJob, newJob(request));
	expect(job.steps.map(step => step.state)).toEqual(['undone', 'undo-failed']);
	expect(job.reason).toBe('no space left');
	expect(job.outcome).toBe('failed');
});

const begun = [event(1, 'job-started'), event(2, 'step-started', {step: 'pause'})];

test.each([
	['interrupted', [], 'interrupted'],
	['failed', [], 'failed'],
	['done', [], 'done'],
	['interrupted', [event(3, 'undo-started', {step: 'pause'})], 'interrupted'],
	['cancelled', [event(3, 'cancel-requested')], 'cancelled'],
	['cancelled', [event(3, 'cancel-requested'), event(4, 'step-failed', {step: 'pause'})], 'cancelled'],
] as const)('when a job is %s, no step is at work any more (%#)', (outcome, between, state) => {
	const job = [...begun, ...between, event(9, 'job-ended', {outcome, text: outcome})].reduce(
		reduceJob,
		newJob(request),
	);
	expect(job.steps[0]?.state).toBe(state);
	if (state !== 'interrupted' || between.length === 0)
		expect(job.steps[0]?.endedAt).toBeGreaterThan(job.startedAt ?? 0);
});

test('a repeated event counts once', () => {
	const once = reduceJob(newJob(request), event(1, 'job-started'));
	expect(reduceJob(once, event(1, 'job-ended', {outcome: 'failed'}))).toBe(once);
});

test('an unknown kind of event is skipped', () => {
	const odd = {...event(1, 'log'), kind: 'something-new'} as unknown as JobEvent;
	expect(reduceJob(newJob(request), odd).lastSeq).toBe(1);
});
