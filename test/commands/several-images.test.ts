import {expect, test} from 'vitest';
import {type Fleet, onFleet} from './listed-fleet.ts';

const chooseWorker = 'Choose one of these workers with --worker.';
const useBoth = 'Use name:tag, and --worker if several workers have it.';

test.each<[string, Fleet, string, string]>([
	['of one name on two workers', {a: ['mid:1 x'], b: ['mid:1 x']}, 'mid:1', chooseWorker],
	['of two tags on one worker', {a: ['mid:1 x', 'mid:2 y']}, 'mid', 'Use name:tag.'],
	['of two tags on two workers', {a: ['mid:1 x'], b: ['mid:2 y']}, 'mid', useBoth],
])('images %s are told apart by what differs', async (_, fleet, ...[wanted, hint]) => {
	const {code, err} = await onFleet(fleet)('images', 'export', wanted, 'mid.tar');
	expect(err.trimEnd().endsWith(hint), err).toBe(true);
	expect(code).toBe('usage');
});
