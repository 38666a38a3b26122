import {expect, test} from 'vitest';
import {sleep, withJitter} from '../../source/time/sleep.ts';

const taken = async (act: () => Promise<void>): Promise<number> => {
	const begun = performance.now();
	await act();
	return performance.now() - begun;
};

test('a sleep lasts its time', async () => {
	expect(await taken(() => sleep(50))).toBeGreaterThan(45);
});

test.each<[string, () => Promise<void>]>([
	['a signal that aborts', () => sleep(60_000, {signal: AbortSignal.timeout(10)})],
	['a signal that has aborted', () => sleep(60_000, {signal: AbortSignal.abort()})],
	['a promise that resolves', () => sleep(60_000, {until: sleep(10)})],
	['a promise that rejects', () => sleep(60_000, {until: Promise.reject(new Error('gone'))})],
])('%s ends it early, without an error', async (_title, act) => {
	expect(await taken(act)).toBeLessThan(30_000);
});

test('jitter stays within 10 %, and 0 stays 0', () => {
	for (let count = 0; count < 100; count += 1) {
		expect(withJitter(1000)).toBeGreaterThanOrEqual(900);
		expect(withJitter(1000)).toBeLessThanOrEqual(1100);
	}
	expect(withJitter(0)).toBe(0);
});
