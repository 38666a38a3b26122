import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {spinClock} from '../../source/parts/spin-clock.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

test('spinners that began at different times turn together, so that dozens of them cost one frame', async () => {
	const turns: number[] = [];
	const stops: (() => void)[] = [];
	for (let count = 0; count < 30; count += 1) {
		stops.push(spinClock.subscribe(() => turns.push(Date.now())));
		await vi.advanceTimersByTimeAsync(7);
	}
	turns.length = 0;
	await vi.advanceTimersByTimeAsync(1200);
	expect(new Set(turns).size).toBeLessThanOrEqual(10);
	expect(turns.length).toBe(new Set(turns).size * 30);
	for (const stop of stops) stop();
	expect(vi.getTimerCount()).toBe(0);
	expect(spinClock.step()).toBe(0);
});

test('spinners turn less often where a frame takes long', async () => {
	const turns: number[] = [];
	const stop = spinClock.subscribe(() => {
		turns.push(Date.now());
		vi.advanceTimersByTime(50);
	});
	await vi.advanceTimersByTimeAsync(3000);
	stop();
	expect(turns.length).toBeGreaterThan(2);
	expect(turns.length).toBeLessThanOrEqual(8);
});
