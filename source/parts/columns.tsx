import chalk from 'chalk';
import {Box, Text, useIsScreenReaderEnabled} from 'ink';
import {useContext} from 'react';
import {neutralise} from '../model/text.ts';
import type {Colour} from '../palettes.ts';
import {MarksContext} from '../theme.ts';
import {type Cell, cellRuns, joinRuns, type Run} from './cell-runs.ts';
import {fitText} from './fit.ts';
import {type ColumnWidth, shareWidth} from './share-width.ts';
import {spoken} from './spoken.ts';
import {type Meaning, toneOf} from './tone-of.ts';

export type {Cell} from './cell-runs.ts';

export type Column = ColumnWidth & {readonly isRight?: boolean};

type NamedColour = Exclude<Colour, '' | `#${string}`>;

const gap = 2;
const between: Run = {text: ' '.repeat(gap), meaning: 'plain'};

/**
 * One row of a table: every cell cut and filled to its column, counted in columns of the terminal. Where the row is too
 * narrow the last columns go. One string for the whole row: boxes or texts for each cell made a screen of rows three times as slow.
 *
 *     api        running  node-base:22
 *     日本語      stopped  devbase:1
 */
export const Columns = ({
	columns,
	cells,
	width,
	isSelected = false,
}: {
	columns: readonly Column[];
	cells: readonly Cell[];
	width: number;
	isSelected?: boolean;
}) => {
	const {more} = useContext(MarksContext);
	if (useIsScreenReaderEnabled())
		return <Text wrap="truncate-end">{fitText(spokenRow(cells), width, more)}</Text>;
	const widths = shareWidth(width, columns, gap);
	const runs = cells.flatMap((cell, index) => {
		const room = widths[index] ?? 0;
		if (room === 0) return [];
		const shown = cellRuns(cell, {width: room, isRight: columns[index]?.isRight, more});
		return index === 0 ? shown : [between, ...shown];
	});
	return (
		<Text wrap="truncate-end">
			{joinRuns(runs)
				.map(({text, meaning}) => paint(text, meaning, isSelected))
				.join('')}
		</Text>
	);
};

/** All cells that say something, after each other: `api, running, node-base:22`. */
const spokenRow = (cells: readonly Cell[]): string =>
	cells
		.map(cell =>
			'words' in cell
				? cell.words.map(({text}) => spoken(neutralise(text))).join(' ')
				: spoken(neutralise(cell.text)),
		)
		.filter(text => text !== '')
		.join(', ');

/** The names of the columns, above a table. `indent`: the columns of the terminal that a mark takes before each row. */
export const ColumnHeads = ({
	columns,
	heads,
	width,
	indent = 0,
}: {
	columns: readonly Column[];
	heads: readonly string[];
	width: number;
	indent?: number;
}) => (
	<Box paddingLeft={indent}>
		<Columns columns={columns} cells={heads.map(text => ({text, meaning: 'muted'}))} width={width - indent} />
	</Box>
);

/** Text in the colours of its meaning, as escape sequences: an element for each word of a table costs more than all its rows. */
const paint = (text: string, meaning: Meaning, isSelected = false): string => {
	const {color, bold, dimColor, inverse, underline} = toneOf(meaning);
	let style = chalk;
	// A selected row is one bar: colours of its words would be patches of background in it.
	if (color && !isSelected) style = color.startsWith('#') ? style.hex(color) : style[color as NamedColour];
	if (dimColor && !isSelected) style = style.dim;
	if (bold || isSelected) style = style.bold;
	if (inverse || isSelected) style = style.inverse;
	if (underline) style = style.underline;
	return style(text);
};
