import {expect, test} from 'vitest';
import {addSamples, cpuText, memoryText, type UsageById} from '../../source/model/usage.ts';

const second = 1e9;
const at = (seconds: number, cpuNs: number, memoryBytes = 0) =>
	new Map([['a', {cpuNs, atNs: seconds * second, memoryBytes}]]);
const after = (...samples: readonly ReturnType<typeof at>[]): UsageById =>
	samples.reduce<UsageById>((known, each) => addSamples(known, each), {});

test.each([
	['one sample says nothing yet', [at(1, second)], ''],
	['half a core', [at(1, 0), at(3, second)], '50%'],
	['four cores', [at(1, 0), at(2, 4 * second)], '400%'],
	['nothing at all', [at(1, 5), at(2, 5)], '0%'],
	['only the last two samples count', [at(1, 0), at(2, second), at(4, second)], '0%'],
	['a restart begins anew', [at(1, 9 * second), at(2, 5)], ''],
	["a worker's clock that goes back", [at(9, 0), at(2, second)], ''],
	['two answers of one moment', [at(2, 0), at(2, second)], ''],
])('CPU of %s', (_, samples, text) => {
	expect(cpuText(after(...samples).a)).toBe(text);
});

test('memory is written in the unit that fits', () => {
	expect(memoryText(undefined)).toBe('');
	expect(memoryText(after(at(1, 0, 310_200_000)).a)).toBe('310 MB');
});

test('what was not asked for again stays known', () => {
	const both = addSamples(
		undefined,
		new Map([
			['a', {cpuNs: 0, atNs: 0, memoryBytes: 1}],
			['b', {cpuNs: 0, atNs: 0, memoryBytes: 2}],
		]),
	);
	expect(memoryText(addSamples(both, at(1, 0, 5)).b)).toBe('2 B');
});
