import {tagProblem} from './reference.ts';

/** The conversions that every `date` and this file read alike: of the year, month, day, hour, minute, second, and day of the year. */
const conversions = /%([YymdHMSj])/gu;
/** `date` prints these with their digits, so that the longest tag is known. */
const example = new Date('2026-12-31T23:59:59Z');

/** @returns why images cannot be tagged by this pattern (`%Y-%m-%d`), or undefined */
export const tagPatternProblem = (pattern: string): string | undefined => {
	if (pattern.trim() === '') return 'Use a date such as %Y-%m-%d, or %Y-%m-%d-%H%M.';
	if (/%/u.test(pattern.replaceAll(conversions, '')))
		return 'Use only %Y, %y, %m, %d, %j, %H, %M and %S after a percent sign.';
	return tagProblem(expandTag(pattern, example, 'UTC'));
};

/** Whether every run gets the same tag. */
export const isFixedTag = (pattern: string): boolean => pattern.search(conversions) === -1;

/** The tag of a run at this time, as the worker's `date` prints it. @param zone by name, or minutes east of UTC */
export const expandTag = (pattern: string, at: Date, zone: string | number): string => {
	const parts = partsOf(at, zone);
	return pattern.replaceAll(conversions, (_, letter: string) => parts[letter] ?? '');
};

const partsOf = (at: Date, zone: string | number): Readonly<Record<string, string>> => {
	const isNamed = typeof zone === 'string';
	const found = new Intl.DateTimeFormat('en-GB', {
		...({year: 'numeric', month: '2-digit', day: '2-digit'} as const),
		...({hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'} as const),
		timeZone: isNamed ? zone : 'UTC',
	}).formatToParts(isNamed ? at : new Date(at.getTime() + zone * 60_000));
	const part = (type: string) => found.find(each => each.type === type)?.value ?? '';
	const [year, month, day] = [part('year'), part('month'), part('day')];
	const dayOfYear =
		(Date.UTC(Number(year), Number(month) - 1, Number(day)) - Date.UTC(Number(year), 0, 0)) / 86_400_000;
	return {
		...{Y: year, y: year.slice(-2), m: month, d: day},
		...{H: part('hour'), M: part('minute'), S: part('second')},
		j: String(dayOfYear).padStart(3, '0'),
	};
};
