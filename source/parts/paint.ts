import chalk from 'chalk';
import {type Meaning, toneOf} from './tone-of.ts';

/** Text in the colours of its meaning, as escape sequences: an element for each word of a table costs more than all its rows. */
export const paint = (text: string, meaning: Meaning, isSelected = false): string => {
	const {color, bold, dimColor, inverse, underline} = toneOf(meaning);
	let style = chalk;
	// A selected row is one bar: colours of its words would be patches of background in it.
	if (color && !isSelected) style = style[color];
	if (dimColor && !isSelected) style = style.dim;
	if (bold || isSelected) style = style.bold;
	if (inverse || isSelected) style = style.inverse;
	if (underline) style = style.underline;
	return style(text);
};
