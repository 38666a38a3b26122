import type {ScheduledRun} from './schedule.ts';

/**
 * A time in the worker's time zone: `Mon 23 Nov 17:05 CET`, or `Mon 23 Nov 2026 17:05 CET` in another year.
 * @param zone by name, or minutes east of UTC @param now epoch ms
 */
export const localTime = (at: Date, zone: string | number, now: number = Date.now()): string => {
	const isNamed = typeof zone === 'string';
	const format = new Intl.DateTimeFormat('en-GB', {
		weekday: 'short',
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23',
		timeZone: isNamed ? zone : 'UTC',
		...(isNamed && {timeZoneName: 'short'}),
	});
	// The library has no names for offsets: format the shifted time as UTC and append the offset.
	const partsOf = (time: number) => {
		const parts = format.formatToParts(new Date(isNamed ? time : time + zone * 60_000));
		return (type: string) => parts.find(each => each.type === type)?.value ?? '';
	};
	const part = partsOf(at.getTime());
	const year = part('year') === partsOf(now)('year') ? '' : `${part('year')} `;
	const name = isNamed ? part('timeZoneName') : offsetName(zone);
	return `${part('weekday')} ${part('day')} ${part('month')} ${year}${part('hour')}:${part('minute')} ${name}`;
};

const offsetName = (minutes: number): string => {
	const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
	const size = Math.abs(minutes);
	return `UTC${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
};

/** A time in UTC, for tables: `2026-11-23 16:05`. @param at epoch ms */
export const minuteText = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** The state of a run, in a word: `done`, `skipped`, `running`. */
export const runWord = (run: ScheduledRun | undefined): string => {
	if (run === undefined) return 'never';
	if (run.outcome === undefined) return run.isAlive ? 'running' : 'interrupted';
	return isSkipped(run) ? 'skipped' : run.outcome;
};

const isSkipped = ({outcome, said}: ScheduledRun): boolean =>
	outcome === 'conflict' && (said?.text.startsWith('Skipped') ?? false);
