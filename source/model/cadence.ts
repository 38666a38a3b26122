import {Cron, CronPattern} from 'croner';
import cronstrue from 'cronstrue';

/** Named cadences and their cron expressions. */
export const presets: Readonly<Record<string, string>> = {
	hourly: '0 * * * *',
	daily: '0 6 * * *',
	weekly: '0 6 * * 1',
};

/** A worker's clock: the current time (epoch ms), and its time zone by name or as minutes east of UTC. */
export type Clock = {readonly now: number; readonly zone: string | number};

/** The syntax that cron, systemd timers and the library agree on: five fields of numbers and names, `*`, `,`, `-`, `/`. */
const grammar = /^[\d*,/A-Za-z-]+(?: [\d*,/A-Za-z-]+){4}$/u;
const names: readonly (readonly string[])[] = [
	[],
	[],
	[],
	['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
	['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
];

/** `daily` or `0 6 * * MON` as typed → `0 6 * * 1`: five fields of numbers. Check with `cadenceProblem` first. */
export const toCron = (typed: string): string => {
	const text = typed.trim().replaceAll(/\s+/gu, ' ');
	const name = text.toLowerCase().replace(/^@/u, '');
	const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
	return (preset ?? text)
		.split(' ')
		.map((field, index) =>
			field.replaceAll(/[A-Za-z]+/gu, word => {
				const at = names[index]?.indexOf(word.toLowerCase()) ?? -1;
				return at < 0 ? word : String(at);
			}),
		)
		.join(' ');
};

/** @returns why this is not a valid cadence, or undefined */
export const cadenceProblem = (typed: string): string | undefined => {
	if (typed.trim() === '') return 'Enter hourly, daily, weekly, or five cron fields such as 30 6 * * 1-5.';
	const cron = toCron(typed);
	if (cron.split(' ').length !== 5)
		return 'A cron expression has five fields: minute, hour, day of the month, month, day of the week.';
	const letters = /[A-Za-z]+/u.exec(cron)?.[0];
	if (!grammar.test(cron) || letters !== undefined)
		return `Cron does not support ${letters ?? 'this'}: use numbers, names of days and months, * , - and /.`;
	const [, , day = '', , weekday = ''] = cron.split(' ');
	// Some cron implementations treat */2 as a star when a day of the week is given, others do not.
	if (weekday !== '*' && day.startsWith('*/'))
		return 'Cron implementations disagree on */n for the day together with a day of the week: use a range such as 1-31/2.';
	if (day !== '*' && weekday.startsWith('*/'))
		return 'Cron implementations disagree on */n for the day of the week together with a day: use a range such as 0-6/2.';
	return libraryProblem(cron);
};

const libraryProblem = (cron: string): string | undefined => {
	try {
		const never = new Cron(cron, {mode: '5-part', paused: true, timezone: 'UTC'}).nextRun() === null;
		return never ? 'This date never occurs, so the schedule would never run.' : undefined;
	} catch (thrown) {
		const why = thrown instanceof Error ? thrown.message.replace(/^\w+: /u, '') : String(thrown);
		return `Invalid cron expression: ${why}`;
	}
};

/** The next runs by the worker's clock, first to last. */
export const nextRuns = (cron: string, {now, zone}: Clock, count: number): readonly Date[] => {
	const where = typeof zone === 'string' ? {timezone: zone} : {utcOffset: zone};
	return new Cron(cron, {mode: '5-part', paused: true, ...where}).nextRuns(count, new Date(now));
};

/** `0 6 * * 1-5` → `At 06:00, Monday through Friday` */
export const cadenceWords = (cron: string): string =>
	cronstrue.toString(cron, {use24HourTimeFormat: true, verbose: false});

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const two = (value: number) => String(value).padStart(2, '0');

/**
 * A cron expression → systemd's OnCalendar values; see systemd.time(7). When both day fields are given, cron runs if either
 * matches, a calendar value only if both do: hence two values.
 */
export const toCalendar = (cron: string): readonly string[] => {
	const pattern = new CronPattern(cron, undefined, {mode: '5-part'});
	const list = (values: readonly number[], from = 0) => {
		const chosen = values.flatMap((is, index) => (is ? [two(index + from)] : []));
		return chosen.length === values.length ? '*' : chosen.join(',');
	};
	const time = `${list(pattern.hour)}:${list(pattern.minute)}:00`;
	const [days, months] = [list(pattern.day, 1), list(pattern.month, 1)];
	const byDay = `*-${months}-${days} ${time}`;
	if (pattern.starDOW) return [byDay];
	const week = weekdays.filter((_, index) => pattern.dayOfWeek[index]);
	const byWeekday = `${week.length === 7 ? '' : `${week.join(',')} `}*-${months}-* ${time}`;
	return pattern.starDOM ? [byWeekday] : [byDay, byWeekday];
};
