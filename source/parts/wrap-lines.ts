import stringWidth from 'string-width';
import {fitText} from './fit.ts';
import {wrapWords} from './wrap-words.ts';

/** A text in at most so many lines; what does not fit is cut at the end of the last one. Width in columns. */
export const wrapLines = (text: string, width: number, max: number): readonly string[] => {
	if (stringWidth(text) <= width) return [text];
	const lines = wrapWords(text, width);
	if (lines.length <= max) return lines;
	const [first = '', ...rest] = lines.slice(max - 1);
	return [...lines.slice(0, max - 1), fitText([first, ...rest.map(each => each.trim())].join(' '), width)];
};
