import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {type ConnectStage, Failure} from '../../source/model/failure.ts';
import type {FleetEvent} from '../../source/model/fleet.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {retryTimes} from '../../source/state/retry-times.ts';
import {watchWorker} from '../../source/state/watch-worker.ts';

const worker = {name: 'forge', kind: 'self-hosted', ssh: 'forge'} as const;
const minute = 60_000;
const failureOf = (stage?: ConnectStage) =>
	new Failure('forge rejected user al; tried: /k.', {
		kind: 'unreachable',
		hint: 'Add a key.',
		...(stage !== undefined && {stage}),
	});

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

/** Watches a worker whose connections fail like this. */
const watched = (failure: () => unknown) => {
	const ending = new AbortController();
	const attempts: number[] = [];
	const nextAt: number[] = [];
	const begun = Date.now();
	const watch = watchWorker(worker, {
		async connect(): Promise<Remote> {
			attempts.push(Date.now() - begun);
			throw failure();
		},
		send(event: FleetEvent) {
			if (event.type === 'worker-reached' && event.reach.state === 'down')
				nextAt.push((event.reach.nextAt ?? 0) - Date.now());
		},
		signal: ending.signal,
	});
	return {watch, attempts, nextAt, end: () => ending.abort()};
};

/** With up to 10 % of jitter. */
const about = (values: readonly number[], wanted: readonly number[]) => {
	expect(values).toHaveLength(wanted.length);
	wanted.forEach((each, at) => {
		expect(Math.abs((values[at] ?? 0) - each)).toBeLessThanOrEqual(each / 10);
	});
};

test.each(['login', 'host-key', 'sudo'] as const)(
	'after a failure of the stage %s, a worker is tried rarely, and says when',
	async stage => {
		const {attempts, nextAt, end} = watched(() => failureOf(stage));
		await vi.advanceTimersByTimeAsync(120 * minute);
		end();
		about(
			nextAt.slice(0, 5),
			[1, 5, 15, 30, 30].map(each => each * minute),
		);
		for (const at of attempts)
			expect(attempts.filter(each => each >= at && each < at + 10 * minute).length).toBeLessThan(5);
		expect(attempts.length).toBeLessThan(8);
	},
);

test.each([undefined, 'shell'] as const)(
	'after another failure (%s) it is tried every half minute',
	async stage => {
		const {nextAt, end} = watched(() => failureOf(stage));
		await vi.advanceTimersByTimeAsync(5 * minute);
		end();
		about(nextAt.slice(0, 5), [2000, 5000, 10_000, 30_000, 30_000]);
	},
);

test('a rejected worker is tried at once by r, and after the computer has slept', async () => {
	const {watch, attempts, end} = watched(() => failureOf('login'));
	await vi.advanceTimersByTimeAsync(1000);
	expect(attempts).toHaveLength(1);
	watch.refresh();
	await vi.advanceTimersByTimeAsync(0);
	expect(attempts).toHaveLength(2);
	await vi.advanceTimersByTimeAsync(2000);
	vi.setSystemTime(Date.now() + 30 * minute);
	await vi.advanceTimersByTimeAsync(1000);
	expect(attempts).toHaveLength(3);
	end();
});

test('who needs a rejected worker gets the reason within half a minute', async () => {
	const {watch, attempts, end} = watched(() => failureOf('login'));
	await vi.advanceTimersByTimeAsync(10 * minute);
	const {length} = attempts;
	const said = watch.remote().catch((thrown: unknown) => (thrown as Failure).message);
	await vi.advanceTimersByTimeAsync(30_000);
	expect(await said).toContain('rejected user al');
	expect(attempts).toHaveLength(length);
	end();
});

test('a worker that was reached begins with short waits again', () => {
	const times = retryTimes();
	for (const _ of [1, 2, 3, 4]) times.after(failureOf('login'));
	expect(times.after(failureOf('login'))).toBeGreaterThan(25 * minute);
	times.reached();
	expect(times.after(failureOf('login'))).toBeLessThan(2 * minute);
	expect(times.after(new Error('reset'))).toBeLessThan(1200);
});

test('of 300 workers that are down together, 25 are tried in a second, and all of them within half a minute', async () => {
	const waits = Array.from({length: 300}, () => retryTimes().after(new Error('refused')));
	const begun = Date.now();
	const perSecond = Map.groupBy(waits, ms => Math.floor((begun + ms) / 1000));
	// The place of a worker of another test may be in between.
	expect(Math.max(...[...perSecond.values()].map(each => each.length))).toBeLessThanOrEqual(25);
	expect(Math.min(...waits)).toBeLessThan(2500);
	expect(Math.max(...waits)).toBeLessThan(30_000);
});

test('a lost connection is tried again after a second, however many others are down later', () => {
	vi.setSystemTime(Date.now() + 60 * minute);
	const times = retryTimes();
	times.reached();
	for (let count = 0; count < 300; count += 1) {
		const long = retryTimes();
		for (let failures = 0; failures < 4; failures += 1) long.after(failureOf('login'));
	}
	expect(times.after(new Error('reset'))).toBeLessThan(1200);
});
