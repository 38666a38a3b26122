import stringWidth from 'string-width';
import {fitText} from './fit.ts';
import {graphemes} from './graphemes.ts';

/** Code units looked at for each column, as in `fitText`. */
const unitsForColumn = 16;

/** Cuts to so many columns in the middle: names that differ only at their end stay different. */
export const fitMiddle = (text: string, width: number, more = '…'): string => {
	const sign = stringWidth(more);
	if (width < sign + 2 || (text.length <= width * unitsForColumn && stringWidth(text) <= width))
		return fitText(text, width, more);
	const tail = lastColumns(text, Math.floor((width - sign) * 0.4));
	return `${fitText(text, width - stringWidth(tail), more)}${tail}`;
};

/** The end of a text, at most so many columns of it. */
const lastColumns = (text: string, width: number): string => {
	let kept = '';
	let room = width;
	for (const each of graphemes(text.slice(-width * unitsForColumn)).toReversed()) {
		room -= stringWidth(each);
		if (room < 0) break;
		kept = each + kept;
	}
	return kept;
};
