import stringWidth from 'string-width';
import {fitText} from './fit.ts';
import {graphemes} from './graphemes.ts';

/** Cuts a line into rows; the last one ends with an ellipsis if there is more. */
export const wrapText = (text: string, width: number, maxRows: number): readonly string[] => {
	const rows: string[] = [];
	let row = '';
	let room = width;
	for (const each of graphemes(text)) {
		const wide = stringWidth(each);
		if (wide > room) {
			rows.push(row);
			if (rows.length === maxRows) return [...rows.slice(0, -1), fitText(`${row}  `, width)];
			row = '';
			room = width;
		}
		row += each;
		room -= wide;
	}
	return [...rows, row];
};
