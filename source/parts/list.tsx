import {Box, type DOMElement, Text, useIsScreenReaderEnabled} from 'ink';
import {type ReactNode, useContext, useRef} from 'react';
import {type Marks, MarksContext} from '../theme.ts';
import {PressContext, usePointer} from './pointer.ts';
import {toneOf} from './tone-of.ts';
import type {ListState} from './use-list.ts';

type Props<Row> = {
	readonly list: ListState<Row>;
	readonly idOf: (row: Row) => string;
	readonly width: number;
	/** Draws one row as one text (no box) that fills `width` columns exactly: anything else is slow in Ink. */
	readonly render: (
		row: Row,
		at: {readonly isCursor: boolean; readonly width: number; readonly refusal: string | undefined},
	) => ReactNode;
	/** Why a row cannot be chosen: marked, and passed to `render`. */
	readonly refusalOf?: (row: Row) => string | undefined;
	/** The ids of several rows that are selected: marked. */
	readonly selected?: ReadonlySet<string>;
	/** Shown when there are no rows: says what to do next. */
	readonly empty: ReactNode;
	readonly head?: ReactNode;
};

/** Columns before and after a row: the cursor's mark and the scroll bar. */
const edge = 2;

/**
 * Rows with a cursor and, where they do not fit, a scroll bar. Only visible rows are drawn.
 *
 *       DEVBOX   STATE    IMAGE
 *     ❯ api      running  node-base:22   ┃
 *      ◆shop     running  devbase:1      │
 *     – old      stopped  devbase:1      │
 *
 * A click moves the cursor, and on the row that has it already, it is enter.
 */
export const List = <Row,>({list, head, width, empty, ...row}: Props<Row>) => {
	const part = useRef<DOMElement>(null);
	const headHeight = head === undefined ? 0 : 1;
	const press = useContext(PressContext);
	usePointer(part, at => {
		const index = list.from + at.row - headHeight;
		if (at.kind !== 'click' || index < list.from || index >= list.to) return;
		if (index === list.cursor) press('enter');
		else list.goTo(index);
	});
	return (
		<Box
			ref={part}
			flexDirection="column"
			width={width}
			height={list.height + headHeight}
			overflowY="hidden"
			flexShrink={0}
		>
			{head === undefined ? null : (
				<Box paddingLeft={edge} height={1} flexShrink={0} overflow="hidden">
					{head}
				</Box>
			)}
			{list.rows.length === 0 ? (
				<Box paddingLeft={edge}>{empty}</Box>
			) : (
				<Rows list={list} width={width} {...row} />
			)}
		</Box>
	);
};

const Rows = <Row,>({list, idOf, width, render, refusalOf, selected}: Omit<Props<Row>, 'empty' | 'head'>) => {
	const marks = useContext(MarksContext);
	const isSpoken = useIsScreenReaderEnabled();
	const isScrolling = !isSpoken && list.rows.length > list.height;
	const thumb = Math.round((list.cursor / Math.max(1, list.rows.length - 1)) * (list.height - 1));
	const inner = Math.max(1, width - 2 * edge);
	return list.rows.slice(list.from, list.to).map((row, offset) => {
		const isCursor = list.from + offset === list.cursor;
		const refusal = refusalOf?.(row);
		const id = idOf(row);
		const isChosen = selected?.has(id) === true;
		const tone = isCursor ? cursorTone : toneOf(isChosen ? 'title' : 'muted');
		return (
			<Text key={id} wrap="truncate-end">
				<Text {...tone}>
					{(isSpoken ? spokenEdge : edgeOf)({isCursor, isRefused: refusal !== undefined, isChosen}, marks)}
				</Text>
				{render(row, {isCursor, width: inner, refusal})}
				{isScrolling && (
					<Text
						{...(offset !== thumb && toneOf('muted'))}
					>{` ${offset === thumb ? marks.thumb : marks.bar}`}</Text>
				)}
			</Text>
		);
	});
};

type Edge = {readonly isCursor: boolean; readonly isRefused: boolean; readonly isChosen: boolean};

/** `(selected) unavailable: `, for a screen reader. */
const spokenEdge = ({isCursor, isRefused, isChosen}: Edge, marks: Marks): string =>
	[isCursor ? marks.cursor : '', isChosen ? '(marked)' : '', isRefused ? 'unavailable:' : '']
		.filter(word => word !== '')
		.map(word => `${word} `)
		.join('');

/** What stands before a row: the cursor or why it cannot be chosen, and whether it is one of several selected ones. */
const edgeOf = ({isCursor, isRefused, isChosen}: Edge, marks: Marks): string => {
	const first = isRefused ? marks.refused : ' ';
	return `${isCursor ? marks.cursor : first}${isChosen ? marks.chosen : ' '}`;
};

/** The row under the cursor is one inverted bar over its whole width. */
export const cursorTone = {bold: true, inverse: true} as const;
