import type {LogLine, LogRing} from '../model/log-ring.ts';
import {neutralise} from '../model/text.ts';
import {fitText} from './fit.ts';
import {wrapText} from './wrap-text.ts';

/** How a log is laid out. */
export type LogLayout = {
	readonly width: number;
	readonly height: number;
	readonly isWrapping: boolean;
	readonly hasNumbers: boolean;
	/** Whether each line begins with the time at which it was written. */
	readonly hasTimes?: boolean;
};

export type LogRow = {
	readonly key: string;
	/** The line's time and number before its first row, blanks before the others; '' without both. */
	readonly number: string;
	readonly text: string;
	readonly tone: LogLine['tone'];
};

/** The first line of those that fill the screen up to `end` (excluded). */
export const firstToFill = (ring: LogRing, end: number, layout: LogLayout): number => {
	let room = layout.height;
	let from = end;
	while (from > ring.first) {
		room -= rowsOf(ring, from - 1, layout).length;
		if (room < 0 && from < end) break;
		from -= 1;
		if (room <= 0) break;
	}
	return from;
};

/** The line after those that fill the screen from `from` on. */
export const endOfFill = (ring: LogRing, from: number, layout: LogLayout): number => {
	let room = layout.height;
	let end = from;
	while (end < ring.length) {
		room -= rowsOf(ring, end, layout).length;
		if (room < 0 && end > from) break;
		end += 1;
		if (room <= 0) break;
	}
	return end;
};

/** What is on the screen from a line on. */
export const logRows = (
	ring: LogRing,
	{from, to}: {readonly from: number; readonly to: number},
	layout: LogLayout,
): readonly LogRow[] => {
	const gutter = gutterOf(to, layout);
	const rows: LogRow[] = [];
	for (const line of ring.slice(from, to)) {
		for (const [index, text] of rowsOf(ring, line.number, layout).entries()) {
			const number = gutter === 0 ? '' : (index === 0 ? marginOf(line, to, layout) : '').padEnd(gutter - 1);
			rows.push({key: `${line.number}.${index}`, number, text, tone: line.tone});
		}
	}
	return rows.slice(0, layout.height);
};

const timeWidth = 8;
const numberWidth = (to: number): number => Math.max(4, `${to}`.length) + 1;
const gutterOf = (to: number, {hasNumbers, hasTimes}: LogLayout): number =>
	(hasNumbers ? numberWidth(to) : 0) + (hasTimes ? timeWidth + 1 : 0);

/** `11:44:02  312`, as wide as the gutter without its last blank. */
const marginOf = ({number, at}: LogLine, to: number, {hasNumbers, hasTimes}: LogLayout): string => {
	const count = hasNumbers ? `${number + 1}`.padStart(numberWidth(to) - 1) : '';
	return hasTimes ? `${clockText(at)}${hasNumbers ? ' ' : ''}${count}` : count;
};

/** The time of day here, `11:44:02`. */
const clockText = (at: number | undefined): string => {
	const date = new Date(at ?? Number.NaN);
	if (Number.isNaN(date.getTime())) return ' '.repeat(timeWidth);
	return [date.getHours(), date.getMinutes(), date.getSeconds()]
		.map(each => `${each}`.padStart(2, '0'))
		.join(':');
};

const rowsOf = (ring: LogRing, number: number, layout: LogLayout): readonly string[] => {
	const width = Math.max(1, layout.width - gutterOf(ring.length, layout));
	const [line] = ring.slice(number, number + 1);
	// At most one screen high; the rest is cut.
	const maxRows = layout.isWrapping ? layout.height : 1;
	const text = neutralise((line?.text ?? '').slice(0, width * maxRows * 16));
	return maxRows === 1 ? [fitText(text, width)] : wrapText(text, width, maxRows);
};
