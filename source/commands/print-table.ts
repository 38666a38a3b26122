import stringWidth from 'string-width';
import {neutralise} from '../model/text.ts';

/** A wider cell would push the others out of sight in every row. */
const maxLetters = 300;

const cellOf = (text: string): string =>
	text.length <= maxLetters ? neutralise(text) : `${neutralise(text.slice(0, maxLetters))}…`;

/** Rows → lines with aligned columns; text from workers is neutralised. */
export const tableLines = (
	head: readonly string[],
	rows: readonly (readonly string[])[],
): readonly string[] => {
	const cells = [head, ...rows.map(row => row.map(cellOf))];
	const widths = head.map((_, column) =>
		cells.reduce((most, row) => Math.max(most, stringWidth(row[column] ?? '')), 0),
	);
	return cells.map(row =>
		row
			.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
			.join('  ')
			.trimEnd(),
	);
};
