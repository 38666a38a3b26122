import stringWidth from 'string-width';
import {graphemes} from './edit-text.ts';

/** Cuts to so many columns, with `more` at the end when something is cut. */
export const fitText = (text: string, width: number, more = '…'): string => {
	if (width <= 0) return '';
	if (stringWidth(text) <= width) return text;
	let kept = '';
	let room = width - stringWidth(more);
	for (const each of graphemes(text)) {
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

/** Shares out a row: fixed widths stay, what is left goes to the growing ones by weight. Widths in columns. */
export const shareWidth = (
	total: number,
	columns: readonly {readonly width?: number; readonly grow?: number}[],
	gap = 2,
): readonly number[] => {
	const fixed = columns.reduce((sum, each) => sum + (each.width ?? 0), 0) + gap * (columns.length - 1);
	const weights = columns.reduce((sum, each) => sum + (each.grow ?? 0), 0);
	const left = Math.max(0, total - fixed);
	return columns.map(each =>
		each.grow === undefined
			? (each.width ?? 0)
			: (each.width ?? 0) + Math.floor((left * each.grow) / weights),
	);
};
