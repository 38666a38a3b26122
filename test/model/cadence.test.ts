import {describe, expect, test} from 'vitest';
import {cadenceProblem, cadenceWords, nextRuns, toCalendar, toCron} from '../../source/model/cadence.ts';
import {localTime} from '../../source/model/when.ts';

test.each([
	['hourly', '0 * * * *'],
	['@Daily', '0 6 * * *'],
	[' weekly ', '0 6 * * 1'],
	['30 6 * * MON-fri', '30 6 * * 1-5'],
	['0  0 1 jan,JUL *', '0 0 1 1,7 *'],
	['*/5 8-18/2 * * 7', '*/5 8-18/2 * * 7'],
])('the cadence %s means %s', (typed, cron) => {
	expect(cadenceProblem(typed)).toBeUndefined();
	expect(toCron(typed)).toBe(cron);
});

test.each([
	['', 'Enter hourly'],
	['* * * *', 'five fields'],
	['* * * * * *', 'five fields'],
	['sometimes', 'five fields'],
	['60 * * * *', 'Invalid value for minute'],
	['0 24 * * *', 'Invalid value for hour'],
	['0 0 31 2 *', 'would never run'],
	['0 0 30 2 *', 'would never run'],
	['5/15 * * * *', 'Invalid cron expression'],
	['0 0 * * fri-mon', 'Invalid cron expression'],
	['1,,2 * * * *', 'Invalid cron expression'],
	['*/0 * * * *', 'Invalid cron expression'],
	['0 0 L * *', 'does not support L'],
	['0 0 15W * *', 'does not support W'],
	['0 0 * * mon#1', 'does not support this'],
	['0 0 ? * *', 'does not support this'],
	['~ * * * *', 'does not support this'],
	['0 0 * may mai', 'does not support mai'],
	['0 0 */2 * 1', 'Cron implementations disagree'],
	['0 0 1 * */2', 'Cron implementations disagree'],
	['0 0 * * *; reboot', 'five fields'],
	['0 0 * * $(id)', 'does not support'],
	['0 0 * * 1%2', 'does not support'],
])('the cadence %j is refused: %s', (typed, why) => {
	expect(cadenceProblem(typed)).toContain(why);
});

test('a cadence is described in words', () => {
	expect(cadenceWords('30 6 * * 1-5')).toBe('At 06:30, Monday through Friday');
	expect(cadenceWords('*/5 * * * *')).toBe('Every 5 minutes');
});

describe('the next runs', () => {
	const from = Date.parse('2026-03-28T12:00:00Z');
	const isoRuns = (cron: string, zone: string | number, count = 3) =>
		nextRuns(cron, {now: from, zone}, count).map(each => each.toISOString().slice(0, 16));

	test('are in the time zone of the worker', () => {
		expect(isoRuns('0 6 * * *', 'Asia/Tokyo', 1)).toEqual(['2026-03-28T21:00']);
		expect(isoRuns('0 6 * * *', -330, 1)).toEqual(['2026-03-29T11:30']);
	});

	test('continue across the hour that summer time skips', () => {
		expect(isoRuns('30 1 * * *', 'Europe/Berlin')).toEqual([
			'2026-03-29T00:30',
			'2026-03-29T23:30',
			'2026-03-30T23:30',
		]);
	});

	test('are shown in the local format of the worker', () => {
		const now = Date.parse('2026-11-30T12:00Z');
		expect(localTime(new Date(from), 'Asia/Tokyo', now)).toBe('Sat 28 Mar 21:00 GMT+9');
		expect(localTime(new Date(from), 'Europe/Berlin', now)).toBe('Sat 28 Mar 13:00 CET');
		expect(localTime(new Date(from), -90, now)).toBe('Sat 28 Mar 10:30 UTC-01:30');
	});

	test('have their year where it is not this one', () => {
		const now = Date.parse('2026-11-30T12:00Z');
		const shown = nextRuns('0 6 29 2 *', {now, zone: 'Europe/Berlin'}, 3).map(each =>
			localTime(each, 'Europe/Berlin', now),
		);
		expect(shown).toEqual([
			'Tue 29 Feb 2028 06:00 CET',
			'Sun 29 Feb 2032 06:00 CET',
			'Fri 29 Feb 2036 06:00 CET',
		]);
	});

	test.each([
		{
			now: '2026-12-31T22:30Z',
			at: '2026-12-31T23:30Z',
			zone: 'Europe/Berlin',
			shown: 'Fri 1 Jan 2027 00:30 CET',
		},
		{now: '2026-12-31T23:00Z', at: '2026-12-31T23:30Z', zone: 'Europe/Berlin', shown: 'Fri 1 Jan 00:30 CET'},
		{now: '2027-01-01T00:10Z', at: '2027-01-01T01:00Z', zone: -90, shown: 'Thu 31 Dec 23:30 UTC-01:30'},
		{now: '2027-01-01T00:10Z', at: '2027-01-01T02:00Z', zone: -90, shown: 'Fri 1 Jan 2027 00:30 UTC-01:30'},
	])('at $now, whose year it is depends on the zone of the worker: $shown', ({now, at, zone, shown}) => {
		expect(localTime(new Date(at), zone, Date.parse(now))).toBe(shown);
	});
});

test.each([
	['0 * * * *', ['*-*-* *:00:00']],
	['*/20 6 * * *', ['*-*-* 06:00,20,40:00']],
	['30 6 * * 1-5', ['Mon,Tue,Wed,Thu,Fri *-*-* 06:30:00']],
	['0 0 * * 7', ['Sun *-*-* 00:00:00']],
	['0 0 1,15 * *', ['*-*-01,15 00:00:00']],
	['0 0 1 1 *', ['*-01-01 00:00:00']],
	// Either of the two is enough for cron.
	['0 0 13 * 5', ['*-*-13 00:00:00', 'Fri *-*-* 00:00:00']],
	['0 0 13 * 0-6', ['*-*-13 00:00:00', '*-*-* 00:00:00']],
])('systemd is told %s as %j', (cron, calendar) => {
	expect(toCalendar(cron)).toEqual(calendar);
});

test('systemd and the preview agree on when the next runs are', async () => {
	const {spawnSync} = await import('node:child_process');
	const now = Date.parse('2026-11-23T17:05:30Z');
	for (const cron of ['*/7 3-5 * * *', '0 0 13 * 5', '15 12 1-7 */3 *', '59 23 28-31 * *', '0 6 29 2 *']) {
		const ours = nextRuns(cron, {now, zone: 'UTC'}, 5).map(each => each.getTime());
		const theirs = toCalendar(cron)
			.flatMap(value => {
				const argv = ['calendar', '--iterations=5', '--base-time=2026-11-23 17:05:30 UTC', value];
				const {stdout} = spawnSync('systemd-analyze', argv, {
					encoding: 'utf8',
					env: {...process.env, TZ: 'UTC'},
				});
				return [...stdout.matchAll(/(?:Next elapse|Iter\. #\d+): \w+ (\S+ \S+) UTC/gu)].map(each =>
					Date.parse(`${each[1]?.replace(' ', 'T')}Z`),
				);
			})
			.toSorted((a, b) => a - b);
		expect([...new Set(theirs)].slice(0, 5), cron).toEqual(ours);
	}
});
