import type {LogRing} from '../model/log-ring.ts';
import type {Ranges} from './highlight-pieces.ts';

/** Where a text occurs, capitals or not; no ranges where the two cases differ in length. */
export const rangesOf = (text: string, query: string): Ranges => {
	const wanted = query.toLowerCase();
	const low = text.toLowerCase();
	if (wanted === '' || low.length !== text.length) return [];
	const ranges: [number, number][] = [];
	for (let at = low.indexOf(wanted); at !== -1; at = low.indexOf(wanted, at + wanted.length))
		ranges.push([at, at + wanted.length - 1]);
	return ranges;
};

/**
 * The next line that has the text, from a line on (excluded), around the end of the log.
 * @param direction 1 down, -1 up
 * @returns its number, undefined where no line has it
 */
export const findLine = (
	ring: LogRing,
	query: string,
	{from, direction}: {readonly from: number; readonly direction: 1 | -1},
): number | undefined => {
	const wanted = query.toLowerCase();
	const all = ring.slice(ring.first, ring.length);
	const start = from - ring.first;
	for (let step = 1; step <= all.length; step += 1) {
		const at = (((start + direction * step) % all.length) + all.length) % all.length;
		const line = all[at];
		if (line?.text.toLowerCase().includes(wanted)) return line.number;
	}
	return undefined;
};
