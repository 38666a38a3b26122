import {Box, Text} from 'ink';
import {type ReactNode, useContext} from 'react';
import {colours, MarksContext} from '../theme.ts';
import type {ListState} from './use-list.ts';

type Props<Row> = {
	readonly list: ListState<Row>;
	readonly idOf: (row: Row) => string;
	readonly width: number;
	/** Draws one row into so many columns; one line, never more. */
	readonly render: (row: Row, at: {readonly isCursor: boolean; readonly width: number}) => ReactNode;
	/** Stands in the place of no rows: says what to do next. */
	readonly empty: ReactNode;
	readonly head?: ReactNode;
};

/**
 * Rows with a cursor and, where they do not fit, a scroll bar. Only what is seen is drawn.
 *
 *       DEVBOX   STATE    IMAGE
 *     ❯ api      running  node-base:22   ┃
 *       shop     running  devbase:1      │
 */
export const List = <Row,>({list, idOf, width, render, empty, head}: Props<Row>) => {
	const marks = useContext(MarksContext);
	if (list.rows.length === 0) {
		return (
			<Box
				height={list.height + (head === undefined ? 0 : 1)}
				width={width}
				flexDirection="column"
				paddingLeft={2}
			>
				{empty}
			</Box>
		);
	}
	const isScrolling = list.rows.length > list.height;
	const thumb = Math.round((list.cursor / Math.max(1, list.rows.length - 1)) * (list.height - 1));
	return (
		<Box
			flexDirection="column"
			width={width}
			height={list.height + (head === undefined ? 0 : 1)}
			overflow="hidden"
		>
			{head === undefined ? null : (
				<Box paddingLeft={2} height={1}>
					{head}
				</Box>
			)}
			{list.rows.slice(list.from, list.to).map((row, offset) => {
				const isCursor = list.from + offset === list.cursor;
				return (
					<Box key={idOf(row)} height={1} width={width}>
						<Text color={colours.accent} bold>
							{isCursor ? `${marks.cursor} ` : '  '}
						</Text>
						<Box width={width - 4} overflow="hidden">
							{render(row, {isCursor, width: width - 4})}
						</Box>
						<Text dimColor={offset !== thumb}>
							{isScrolling ? ` ${offset === thumb ? marks.thumb : marks.bar}` : '  '}
						</Text>
					</Box>
				);
			})}
		</Box>
	);
};
