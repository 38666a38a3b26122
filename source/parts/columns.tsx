import {Box, Text} from 'ink';
import {useContext} from 'react';
import stringWidth from 'string-width';
import {MarksContext} from '../theme.ts';
import {shareWidth} from './fit.ts';
import {highlightPieces, type Ranges} from './highlight-pieces.ts';
import {type Meaning, toneOf} from './tone-of.ts';

/** How wide a column is: `width` columns at least, and a share of what is left by `grow`. */
export type Column = {readonly width?: number; readonly grow?: number; readonly isRight?: boolean};

export type Cell = {
	readonly text: string;
	readonly meaning?: Meaning;
	readonly ranges?: Ranges | undefined;
};

const gap = 2;

/**
 * One row of a table: every cell cut and filled to its column, counted in columns of the terminal. Where the row is too
 * narrow the last columns go.
 *
 *     api        running  node-base:22
 *     日本語      stopped  devbase:1
 */
export const Columns = ({
	columns,
	cells,
	width,
	isBold = false,
}: {
	columns: readonly Column[];
	cells: readonly Cell[];
	width: number;
	isBold?: boolean;
}) => {
	const marks = useContext(MarksContext);
	const widths = shareWidth(width, columns, gap);
	return (
		<Box width={width} height={1} overflow="hidden">
			<Text wrap="truncate-end" bold={isBold}>
				{cells.map((cell, index) => {
					const room = widths[index] ?? 0;
					if (room === 0) return null;
					const pieces = highlightPieces(cell.text, cell.ranges, {width: room, more: marks.more});
					const taken = pieces.reduce((sum, piece) => sum + stringWidth(piece.text), 0);
					const blank = ' '.repeat(Math.max(0, room - taken));
					return (
						// biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
						<Text key={index} {...toneOf(cell.meaning ?? 'plain')} {...(isBold && {bold: true})}>
							{index === 0 ? '' : ' '.repeat(gap)}
							{columns[index]?.isRight ? blank : ''}
							{pieces.map(piece =>
								piece.isMatch ? (
									<Text key={piece.from} {...toneOf('match')}>
										{piece.text}
									</Text>
								) : (
									piece.text
								),
							)}
							{columns[index]?.isRight ? '' : blank}
						</Text>
					);
				})}
			</Text>
		</Box>
	);
};
