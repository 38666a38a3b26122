import {expect, test} from 'vitest';
import {momentOf} from '../../source/commands/select-jobs.ts';

const now = Date.parse('2026-11-24T12:00:00Z');

test.each([
	['90m', '2026-11-24T10:30:00Z'],
	['2h', '2026-11-24T10:00:00Z'],
	['3d', '2026-11-21T12:00:00Z'],
	['1w', '2026-11-17T12:00:00Z'],
	['2026-11-20T08:00:00Z', '2026-11-20T08:00:00Z'],
	['2026-11-20T08:00:00+02:00', '2026-11-20T06:00:00Z'],
])('%s is %s', (text, iso) => {
	expect(momentOf(text, now)).toBe(Date.parse(iso));
});

test('a date starts and ends in the local time zone', () => {
	const begin = momentOf('2026-11-20', now);
	expect(new Date(begin).getHours()).toBe(0);
	expect(momentOf('2026-11-20', now, true) - begin).toBe(86_400_000 - 1);
});

test.each(['', 'yesterday', '2', 'h', '-2h', '2026-13-40', '1e9d', '20261120', '2026-11-20Tnoon'])(
	'%j is not a valid time, and the error says what is',
	text => {
		expect(() => momentOf(text, now)).toThrow('is not a valid time');
	},
);
