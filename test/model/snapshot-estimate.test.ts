import {expect, test} from 'vitest';
import {aboutSeconds, interruptionText, snapshotEstimate} from '../../source/model/snapshot-estimate.ts';

const gib = 1024 ** 3;

test.each([
	['staging', 45_100, 'frozen about 0.2 s', 'about 2 s'],
	['staging', gib, 'frozen about 1 s', 'about 20 s'],
	['pause', gib, 'frozen about 20 s', 'about 20 s'],
	['restart', gib, 'off about 20 s', 'about 20 s'],
	['stop', gib, 'off about 10 s', 'about 30 s'],
	['live', gib, 'frozen about 0.2 s', 'about 20 s'],
	['off', 64 * gib, 'not interrupted', 'about 17 min'],
] as const)('%s of %i bytes: %s, %s', (method, bytes, ...expected) => {
	const whole = aboutSeconds(snapshotEstimate(method, bytes).whole);
	expect([interruptionText(method, bytes), whole]).toEqual(expected);
});
