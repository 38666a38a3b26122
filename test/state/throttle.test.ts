import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {debounce, oneAtATime} from '../../source/state/throttle.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

test('a burst is one act, when it is over', () => {
	let acts = 0;
	const ask = debounce(() => (acts += 1), 100);
	ask();
	vi.advanceTimersByTime(90);
	ask();
	vi.advanceTimersByTime(99);
	expect(acts).toBe(0);
	vi.advanceTimersByTime(1);
	expect(acts).toBe(1);
	vi.advanceTimersByTime(1000);
	expect(acts).toBe(1);
});

test('a burst that does not end is acted on all the same, again and again', () => {
	let acts = 0;
	const ask = debounce(() => (acts += 1), 100);
	for (let at = 0; at < 10_000; at += 50) {
		ask();
		vi.advanceTimersByTime(50);
	}
	expect(acts).toBeGreaterThan(30);
	expect(acts).toBeLessThan(50);
});

test('what is asked for while it runs is done once more afterwards, never beside it', async () => {
	const ends: (() => void)[] = [];
	const ask = oneAtATime(() => new Promise(resolve => ends.push(resolve)));
	ask();
	ask();
	ask();
	expect(ends).toHaveLength(1);
	ends[0]?.();
	await vi.advanceTimersByTimeAsync(0);
	expect(ends).toHaveLength(2);
	ends[1]?.();
	await vi.advanceTimersByTimeAsync(0);
	expect(ends).toHaveLength(2);
});
