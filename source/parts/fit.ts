import stringWidth from 'string-width';
import {graphemes} from './graphemes.ts';

/** Code units looked at for each column: enough for any script, and a line of a megabyte costs nothing. */
const unitsForColumn = 16;

/** Cuts to so many columns, with `more` at the end when something is cut. */
export const fitText = (text: string, width: number, more = '…'): string => {
	if (width <= 0) return '';
	const head = text.slice(0, width * unitsForColumn);
	if (head.length === text.length && stringWidth(text) <= width) return text;
	let kept = '';
	let room = width - stringWidth(more);
	for (const each of graphemes(head)) {
		room -= stringWidth(each);
		if (room < 0) break;
		kept += each;
	}
	return kept + more;
};

/** Cut and filled with blanks to exactly so many columns. */
export const pad = (text: string, width: number, more?: string): string => {
	const cut = fitText(text, width, more);
	return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)));
};

/**
 * Distributes a row: fixed widths stay, the rest goes to the growing ones by weight. Where even the fixed ones do not
 * fit, the last columns go (width 0, and no gap before them). Widths in columns.
 */
export const shareWidth = (
	total: number,
	columns: readonly {readonly width?: number; readonly grow?: number}[],
	gap = 2,
): readonly number[] => {
	let kept = columns.length;
	const fixedOf = (count: number) =>
		columns.slice(0, count).reduce((sum, each) => sum + (each.width ?? 0), 0) + gap * (count - 1);
	while (kept > 1 && fixedOf(kept) > total) kept -= 1;
	const left = Math.max(0, total - fixedOf(kept));
	const weights = columns.slice(0, kept).reduce((sum, each) => sum + (each.grow ?? 0), 0);
	let given = 0;
	let weighed = 0;
	return columns.map(({width = 0, grow = 0}, index) => {
		if (index >= kept) return 0;
		weighed += grow;
		// The rounding remainder goes to the next one: together they fill the row.
		const share = weights === 0 ? 0 : Math.floor((left * weighed) / weights) - given;
		given += share;
		return Math.min(total, width + share);
	});
};
