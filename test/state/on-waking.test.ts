import {afterEach, expect, test, vi} from 'vitest';
import {onWaking} from '../../source/state/on-waking.ts';

afterEach(() => {
	vi.useRealTimers();
});

test('after a sleep every listener is called once, by one timer', () => {
	vi.useFakeTimers();
	const leaving = new AbortController();
	const told: number[] = [];
	for (let each = 0; each < 1000; each += 1) onWaking(() => told.push(each), leaving.signal);
	expect(vi.getTimerCount()).toBe(1);
	vi.advanceTimersByTime(10_000);
	expect(told).toEqual([]);
	vi.setSystemTime(Date.now() + 60_000);
	vi.advanceTimersByTime(3000);
	expect(told).toEqual(Array.from({length: 1000}, (_, each) => each));
	leaving.abort();
	expect(vi.getTimerCount()).toBe(0);
});

test('a listener that was removed is not called', () => {
	vi.useFakeTimers();
	const stay = new AbortController();
	const leave = new AbortController();
	const told: string[] = [];
	onWaking(() => told.push('stays'), stay.signal);
	onWaking(() => told.push('left'), leave.signal);
	leave.abort();
	vi.setSystemTime(Date.now() + 60_000);
	vi.advanceTimersByTime(1000);
	expect(told).toEqual(['stays']);
	stay.abort();
});
