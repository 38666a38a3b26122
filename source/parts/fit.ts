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
