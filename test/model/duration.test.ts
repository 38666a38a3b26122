import {expect, test} from 'vitest';
import {durationText, roughDurationText} from '../../source/model/duration.ts';

test.each([
	[0, '0.0 s'],
	[-500, '0.0 s'],
	[Number.NaN, '0.0 s'],
	[49, '0.0 s'],
	[1234, '1.2 s'],
	[9949, '9.9 s'],
	[9950, '10 s'],
	[59_499, '59 s'],
	[59_500, '1 m 00 s'],
	[200_000, '3 m 20 s'],
	[3_599_499, '59 m 59 s'],
	[3_599_500, '1 h 00 m'],
	[7_500_000, '2 h 05 m'],
	[86_399_000, '23 h 59 m'],
	[86_400_000, '1 d 00 h'],
	[360_000_000, '4 d 04 h'],
])('%d ms took %s', (ms, text) => {
	expect(durationText(ms)).toBe(text);
});

test.each([
	[0, '1 s'],
	[5200, '6 s'],
	[60_000, '1 m 00 s'],
	[131_000, '2 m 20 s'],
	[595_000, '10 m 00 s'],
	[1_441_000, '25 m'],
	[7_500_000, '2 h 05 m'],
])('about %d ms are left: %s', (ms, text) => {
	expect(roughDurationText(ms)).toBe(text);
});
