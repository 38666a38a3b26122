import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import {neutralise} from '../model/text.ts';
import type {ColourMeaning} from '../palettes.ts';
import {fitText} from '../parts/fit.ts';
import {fitMiddle} from '../parts/fit-middle.ts';
import type {CommandDeps, Run} from './command-deps.ts';
import {type Column, gap, tableWidths} from './table-widths.ts';

export type TableCell = string | {readonly text: string; readonly meaning?: ColourMeaning | undefined};
/** `note` is printed under its row as it is: a command that was broken into lines could not be copied. */
export type TableRow = {readonly cells: readonly TableCell[]; readonly note?: string | undefined};
export type {Column} from './table-widths.ts';

/** No column is filled with more blanks than this; a wider cell is printed, but moves only its own row. */
const maxPadded = 300;

/**
 * Prints rows under their heads: on a terminal at most as wide as it is, elsewhere complete. Text is neutralised.
 * Without any head, no line of heads is printed.
 */
export const printTable = (
	deps: Pick<CommandDeps, 'out' | 'display'>,
	columns: readonly Column[],
	rows: readonly (TableRow | readonly TableCell[])[],
): void => {
	const heads = columns.map(({head}) => ({text: head, meaning: 'muted'}) as const);
	const all = rows.map(row => ('cells' in row ? row : {cells: row}));
	const hasHeads = columns.some(({head}) => head !== '');
	const table: readonly TableRow[] = hasHeads ? [{cells: heads}, ...all] : all;
	const width = deps.display?.columns();
	const widths = widthsOf(table, columns, width);
	for (const {cells, note} of table) {
		for (const line of rowLines(cells, columns, {widths, isCut: width !== undefined})) print(deps, line);
		if (note !== undefined) deps.out(note);
	}
};

const textOf = (cell: TableCell | undefined): string =>
	neutralise((typeof cell === 'string' ? cell : cell?.text) ?? '');

const widthsOf = (
	table: readonly TableRow[],
	columns: readonly Column[],
	total: number | undefined,
): readonly number[] => {
	const natural = columns.map((_, index) =>
		table.reduce((widest, {cells}) => Math.max(widest, stringWidth(textOf(cells[index]))), 0),
	);
	return total === undefined
		? natural.map(width => Math.min(width, maxPadded))
		: tableWidths(natural, columns, total);
};

type Layout = {readonly widths: readonly number[]; readonly isCut: boolean};

const rowLines = (
	cells: readonly TableCell[],
	columns: readonly Column[],
	{widths, isCut}: Layout,
): readonly (readonly Run[])[] => {
	const shown = columns.flatMap((column, index) => {
		const width = widths[index] ?? 0;
		if (isCut && width === 0) return [];
		const cell = cells[index];
		const texts = isCut ? cutTo(textOf(cell), column, width) : [textOf(cell)];
		return [{texts, width, meaning: typeof cell === 'object' ? cell.meaning : undefined}];
	});
	const height = Math.max(0, ...shown.map(({texts}) => texts.length));
	return Array.from({length: height}, (_, line) =>
		withoutEnd(
			shown.flatMap(({texts, width, meaning}, index) => {
				const text = texts[line] ?? '';
				const blank = ' '.repeat(
					Math.max(0, width - stringWidth(text)) + (index === shown.length - 1 ? 0 : gap),
				);
				return [{text, meaning}, {text: blank}];
			}),
		),
	);
};

/** A text in lines of at most so many columns of the terminal. */
const cutTo = (text: string, {isName, wraps}: Column, width: number): readonly string[] => {
	if (stringWidth(text) <= width) return [text];
	if (wraps && width >= minWrapped) return wrapAnsi(text, width, {hard: true}).split('\n');
	// What most references begin with says less than what the cut would take.
	return [isName ? fitMiddle(text.replace(/^localhost\//u, ''), width) : fitText(text, width)];
};

/** In a narrower column, text would be as high as the screen. */
const minWrapped = 20;

/** Blanks at the end of a line would only wrap it in a terminal that was made narrower. */
const withoutEnd = (runs: readonly Run[]): readonly Run[] => {
	const kept = runs.slice(0, runs.findLastIndex(({text}) => text.trim() !== '') + 1);
	return kept.map((run, index) => (index === kept.length - 1 ? {...run, text: run.text.trimEnd()} : run));
};

const print = ({out, display}: Pick<CommandDeps, 'out' | 'display'>, line: readonly Run[]): void => {
	if (display === undefined) out(line.map(({text}) => text).join(''));
	else display.show(line);
};
