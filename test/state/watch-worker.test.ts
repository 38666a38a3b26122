import {afterEach, expect, test, vi} from 'vitest';
import type {FleetEvent} from '../../source/model/fleet.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {watchWorker} from '../../source/state/watch-worker.ts';

const worker = {name: 'forge', kind: 'self-hosted', ssh: 'forge'} as const;
const never = () => new Promise<never>(() => {});

/** Connected, and at once without a connection again. */
const brief: Remote = {
	worker,
	run: never,
	send: never,
	async *read() {},
	async *lines() {},
	facts: never,
	devboxes: never,
	images: never,
	inspect: never,
	inspectImage: never,
	networks: never,
	usage: never,
	async *changes() {},
	prepare() {},
	onSessions() {},
	answers: never,
	ended: Promise.resolve(new Error('reset')),
	close() {},
};

/** The first report that the worker is offline. */
const firstDown = (connect: () => Promise<Remote>) => {
	const ending = new AbortController();
	const {promise, resolve} = Promise.withResolvers<Extract<FleetEvent, {type: 'worker-reached'}>['reach']>();
	const send = (event: FleetEvent) => {
		if (event.type !== 'worker-reached' || event.reach.state !== 'down') return;
		ending.abort();
		resolve(event.reach);
	};
	watchWorker(worker, {connect, send, signal: ending.signal});
	return promise;
};

test.each([
	['never answered', () => Promise.reject(new Error('refused')), false],
	['answered once', async () => brief, true],
])('a worker that %s says when it is tried again, and when it was last seen', async (_, connect, isSeen) => {
	const begun = Date.now();
	const reach = await firstDown(connect);
	if (reach.state !== 'down') throw new Error(reach.state);
	expect(reach.nextAt).toBeGreaterThan(begun);
	expect(reach.nextAt).toBeLessThanOrEqual(Date.now() + 2200);
	expect(reach.seenAt !== undefined).toBe(isSeen);
	if (isSeen) expect(reach.seenAt).toBeGreaterThanOrEqual(begun);
});

afterEach(() => {
	vi.useRealTimers();
});

test('the lists of at most twelve workers are read at once, and one that does not answer lets others pass', async () => {
	vi.useFakeTimers();
	const ending = new AbortController();
	const asked: string[] = [];
	const silent = (name: string): Remote => ({
		...brief,
		worker: {...worker, name},
		images() {
			asked.push(name);
			return never();
		},
		// biome-ignore lint/correctness/useYield: no event comes
		async *changes() {
			await never();
		},
		ended: never(),
	});
	const names = Array.from({length: 30}, (_, index) => `forge-${index}`);
	for (const name of names)
		watchWorker(
			{...worker, name},
			{connect: async () => silent(name), send: () => {}, signal: ending.signal},
		);
	await vi.advanceTimersByTimeAsync(2000);
	expect(new Set(asked)).toEqual(new Set(names.slice(0, 12)));
	await vi.advanceTimersByTimeAsync(1000);
	expect(new Set(asked)).toEqual(new Set(names.slice(0, 24)));
	await vi.advanceTimersByTimeAsync(2500);
	expect(new Set(asked)).toEqual(new Set(names));
	ending.abort();
});
