import {expect, test} from 'vitest';
import type {JobKind, JobSummary, Outcome} from '../../source/model/job.ts';
import {newAppState, reduceApp} from '../../source/state/app-state.ts';
import {createStore} from '../../source/state/store.ts';
import {watchEnds} from '../../source/state/watch-ends.ts';
import {until} from '../driver/until.ts';

const summary = (
	id: string,
	change: {outcome?: Outcome; user?: string; kind?: JobKind} = {},
): JobSummary => ({
	request: {
		version: 1,
		id,
		kind: change.kind ?? 'snapshot',
		title: `Snapshot ${id}`,
		worker: 'forge',
		user: change.user ?? 'alice',
		host: 'here',
		ingot: '0',
		at: '2026-01-01T00:00:00.000Z',
		devbox: {id: '1', name: 'api'},
		reference: 'x',
		steps: [],
	},
	outcome: change.outcome,
	endedAt: change.outcome && '2026-01-01T00:01:00.000Z',
	alive: change.outcome === undefined,
});

const world = () => {
	const settings = {
		account: {user: 'alice', plan: 'pro', role: 'member'} as const,
		sshConfig: undefined,
		workers: [{name: 'forge', kind: 'self-hosted', ssh: 'forge'} as const],
	};
	const store = createStore(reduceApp, newAppState(settings, {file: '', exists: true}, {}));
	const told: string[] = [];
	watchEnds(store, ({request, outcome, tookMs}) => told.push(`${request.id} ${outcome} ${tookMs}`));
	const list = (...content: readonly JobSummary[]) =>
		store.send({type: 'jobs-listed', worker: 'forge', content, at: 0});
	const end = (id: string) =>
		store.send({
			type: 'job-event',
			id,
			event: {
				seq: 1,
				at: '2026-01-01T00:00:00Z',
				job: id,
				step: '',
				kind: 'job-ended',
				text: '',
				outcome: 'done',
			},
		});
	let seen = store.get();
	store.subscribe(() => {
		seen = store.get();
	});
	/** Changes are told once a frame. */
	const frame = () => until(() => seen === store.get());
	return {store, told, list, end, frame};
};

test('the end of my job is reported once, however Ingot learns of it', async () => {
	const {store, told, list, end, frame} = world();
	list(summary('a'));
	store.send({type: 'job-followed', request: summary('a').request});
	await frame();
	end('a');
	await frame();
	list(summary('a', {outcome: 'done'}));
	await frame();
	expect(told).toEqual(['a done 0']);
});

test("the end of somebody else's job, and of a schedule's run, is reported only when it is followed", async () => {
	const {store, told, list, end, frame} = world();
	list(summary('b', {user: 'bob'}), summary('r', {kind: 'run'}), summary('f', {user: 'bob'}));
	store.send({type: 'job-followed', request: summary('f', {user: 'bob'}).request});
	await frame();
	list(
		summary('b', {user: 'bob', outcome: 'done'}),
		summary('r', {kind: 'run', outcome: 'failed'}),
		summary('f'),
	);
	end('f');
	await frame();
	expect(told).toEqual(['f done 0']);
});

test('what had ended before is no news, also when its log is opened', async () => {
	const {store, told, list, end, frame} = world();
	list(summary('old', {outcome: 'failed'}));
	await frame();
	store.send({type: 'job-followed', request: summary('old').request});
	end('old');
	await frame();
	list(summary('old', {outcome: 'failed'}));
	await frame();
	expect(told).toEqual([]);
});

test('a job that ended while the worker was unreachable is reported with the time it took', async () => {
	const {told, list, frame} = world();
	list(summary('a'));
	await frame();
	list(summary('a', {outcome: 'failed'}));
	await frame();
	expect(told).toEqual(['a failed 60000']);
});
