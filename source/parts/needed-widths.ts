import {useMemo, useState} from 'react';
import stringWidth from 'string-width';
import {neutralise} from '../model/text.ts';
import type {Cell} from './cell-runs.ts';
import type {ColumnWidth} from './share-width.ts';

/** Of a table whose columns are as wide as its rows need. */
export type MeasuredTable<Row, Column> = {
	readonly columns: readonly Column[];
	readonly heads: readonly string[];
	/** The cells of the growing columns, in their order; without one the need is unknown, because it changes with every event. */
	readonly growing: (row: Row) => readonly (Cell | undefined)[];
};

/** Longer than a row on any screen; a line of a megabyte costs nothing. */
const maxUnits = 400;

const widthOfText = (text: string): number => stringWidth(neutralise(text.slice(0, maxUnits)));

const widthOfCell = (cell: Cell): number =>
	'words' in cell
		? cell.words.reduce((sum, {text}) => sum + 1 + widthOfText(text), -1)
		: widthOfText(cell.text);

type Needs = readonly (number | undefined)[];

/**
 * Makes a hook that returns the columns of a table with what its rows need. All rows count, not only those on the screen or
 * those that a filter leaves: columns stay where they are while a user scrolls and types. Each row is measured once, and
 * the columns are the same objects until a need changes, so that no row is drawn again for nothing.
 */
export const measuredColumns = <Row extends object, Column extends ColumnWidth>({
	columns,
	heads,
	growing,
}: MeasuredTable<Row, Column>) => {
	const known = new WeakMap<Row, Needs>();
	const grows = columns.flatMap(({grow = 0}, index) => (grow > 0 ? [index] : []));
	const needsOf = (row: Row): Needs => {
		const needs = known.get(row) ?? growing(row).map(cell => cell && widthOfCell(cell));
		known.set(row, needs);
		return needs;
	};
	const needsOfAll = (rows: readonly Row[]): Needs => {
		const all: (number | undefined)[] = grows.map(index => stringWidth(heads[index] ?? ''));
		for (const row of rows)
			for (const [at, need] of needsOf(row).entries())
				all[at] = need === undefined ? undefined : Math.max(all[at] ?? 0, need);
		return all;
	};
	return (rows: readonly Row[]): readonly (Column & ColumnWidth)[] => {
		const now = useMemo(() => needsOfAll(rows), [rows]);
		const [kept, setKept] = useState(now);
		const isSame = now.every((need, at) => need === kept[at]);
		if (!isSame) setKept(now);
		const needs = isSame ? kept : now;
		return useMemo(
			() =>
				columns.map((column, index) => {
					const needed = needs[grows.indexOf(index)];
					return needed === undefined ? column : {...column, needed};
				}),
			[needs],
		);
	};
};
