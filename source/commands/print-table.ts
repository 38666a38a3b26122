import stringWidth from 'string-width';
import {neutralise} from '../model/text.ts';

/** Rows → lines with aligned columns, safe to print whatever a worker called its things. */
export const tableLines = (
	head: readonly string[],
	rows: readonly (readonly string[])[],
): readonly string[] => {
	const cells = [head, ...rows.map(row => row.map(neutralise))];
	const widths = head.map((_, column) => Math.max(...cells.map(row => stringWidth(row[column] ?? ''))));
	return cells.map(row =>
		row
			.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
			.join('  ')
			.trimEnd(),
	);
};
