import {expect, test} from 'vitest';
import type {WorkerFacts} from '../../source/model/worker.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {newAppState, reduceApp} from '../../source/state/app-state.ts';
import {loadReader} from '../../source/state/load-reader.ts';
import {createStore} from '../../source/state/store.ts';
import {until} from '../driver/until.ts';

const worker = {name: 'forge', kind: 'self-hosted', ssh: 'forge'} as const;
const stays = new AbortController().signal;

/** A connected worker that answers with `said`, and how often it was asked what. */
const reader = (said: () => Promise<string>, facts?: Pick<WorkerFacts, 'graphRoot'>) => {
	const settings = {
		account: {user: 'alice', plan: 'pro', role: 'member'} as const,
		sshConfig: undefined,
		workers: [worker],
	};
	const store = createStore(reduceApp, newAppState(settings, {file: '', exists: true}, {}));
	store.send({
		type: 'worker-reached',
		worker: 'forge',
		reach: {state: 'ready', facts: facts as WorkerFacts | undefined},
	});
	const scripts: string[] = [];
	const remote = {
		worker,
		answers: async () => true,
		run: async (script: string, {signal}: {signal?: AbortSignal} = {}) => {
			scripts.push(script);
			const aborted = new Promise<never>((_, reject) => {
				signal?.addEventListener('abort', () => reject(signal.reason));
			});
			return {code: 0, stdout: await Promise.race([said(), aborted]), stderr: ''};
		},
	} as unknown as Remote;
	return {store, scripts, read: loadReader({store, remoteOf: async () => remote})};
};

test('the load of a connected worker is read with the disk of its layers, and the round trip measured', async () => {
	const {store, scripts, read} = reader(async () => 'load 0.42', {graphRoot: "/it's here"});
	await read('forge', stays);
	expect(store.get().health.forge?.load?.content.load).toBe(0.42);
	expect(store.get().health.forge?.load?.content.latencyMs).toBeGreaterThanOrEqual(0);
	expect(scripts).toHaveLength(1);
	expect(scripts[0]).toContain(String.raw`set -- '/it'\''s here'`);
});

test('a worker is not asked again while its figures are fresh', async () => {
	const {scripts, read} = reader(async () => 'load 0.42');
	await read('forge', stays);
	await read('forge', stays);
	expect(scripts).toHaveLength(1);
});

test('a worker that fails is not asked again at once', async () => {
	const {store, scripts, read} = reader(() => Promise.reject(new Error('gone')));
	await read('forge', stays);
	await read('forge', stays);
	expect(scripts).toHaveLength(1);
	expect(store.get().health.forge).toBeUndefined();
});

test('one reading of a worker runs at a time', async () => {
	const answer = Promise.withResolvers<string>();
	const {scripts, read} = reader(() => answer.promise);
	const first = read('forge', stays);
	await until(() => scripts.length === 1, {what: 'the first reading'});
	await read('forge', stays);
	expect(scripts).toHaveLength(1);
	answer.resolve('load 1.0');
	await first;
});

test('a reading that is no longer wanted ends at once, leaves nothing, and counts for nothing', async () => {
	const {store, scripts, read} = reader(() =>
		scripts.length === 1 ? new Promise(() => {}) : Promise.resolve('load 2.0'),
	);
	const leaving = new AbortController();
	const reading = read('forge', leaving.signal);
	await until(() => scripts.length === 1, {what: 'the reading'});
	leaving.abort();
	await reading;
	expect(store.get().health.forge).toBeUndefined();
	await read('forge', stays);
	expect(store.get().health.forge?.load?.content.load).toBe(2);
});

test('a row that leaves the screen before it has rested there costs nothing', async () => {
	const {scripts, read} = reader(async () => 'load 0.42');
	const leaving = new AbortController();
	const reading = read('forge', leaving.signal);
	leaving.abort();
	await reading;
	expect(scripts).toEqual([]);
});

test('an offline worker is not asked', async () => {
	const {store, scripts, read} = reader(async () => 'load 0.42');
	store.send({
		type: 'worker-reached',
		worker: 'forge',
		reach: {state: 'down', reason: 'gone', hint: '', failure: 'unreachable'},
	});
	await read('forge', stays);
	expect(scripts).toEqual([]);
});
