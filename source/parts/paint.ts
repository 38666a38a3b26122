import chalk from 'chalk';
import {type Meaning, toneOf} from './tone-of.ts';

/** Text in the colours of its meaning, as escape sequences: an element for each word of a table costs more than all its rows. */
export const paint = (text: string, meaning: Meaning, isBold = false): string => {
	const {color, bold, dimColor, inverse, underline} = toneOf(meaning);
	let style = chalk;
	if (color) style = style[color];
	if (dimColor) style = style.dim;
	if (bold || isBold) style = style.bold;
	if (inverse) style = style.inverse;
	if (underline) style = style.underline;
	return style(text);
};
