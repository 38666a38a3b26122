import {useMemo} from 'react';
import {type Devbox, reasonText} from '../../model/devbox.ts';
import {shortReference} from '../../model/reference.ts';
import {cpuText, memoryText, type Usage} from '../../model/usage.ts';
import {type Cell, type Column, ColumnHeads, Columns} from '../../parts/columns.tsx';
import type {Ranges} from '../../parts/highlight.tsx';
import {measuredColumns} from '../../parts/needed-widths.ts';
import {age} from '../shared/age.ts';
import {chipCell} from '../shared/chip-cell.ts';
import type {DevboxRow} from './devbox-rows.ts';

/** What a list shows beside the name: the worker where there are several, and what is used where it is measured. */
type Shown = {readonly hasWorker?: boolean | undefined; readonly hasUsage?: boolean | undefined};

type Drawn = {
	readonly row: DevboxRow;
	readonly ranges: Ranges | undefined;
	readonly usage?: Usage | undefined;
};

type TableColumn = {
	readonly head: string;
	readonly column: Column;
	readonly cell: (drawn: Drawn) => Cell;
	readonly onlyWith?: keyof Shown;
};

const meaningOf = ({why}: DevboxRow) => (why.length > 0 ? 'muted' : 'plain');

/** The first columns are the last to go in a narrow terminal. */
const all: readonly TableColumn[] = [
	{
		head: 'DEVBOX',
		column: {grow: 3, width: 10, whole: 20},
		cell: ({row, ranges}) => ({
			text: row.name,
			ranges: row.why.length > 0 ? undefined : ranges,
			meaning: meaningOf(row),
			isIdentity: true,
		}),
	},
	{
		head: 'WORKER',
		column: {width: 8, grow: 1, whole: 16},
		cell: ({row}) => ({text: row.worker, meaning: 'muted', isIdentity: true}),
		onlyWith: 'hasWorker',
	},
	{
		head: 'STATE',
		column: {width: 9},
		cell: ({row: {devbox, state, why}}) => ({
			text: state,
			meaning: why.length > 0 ? 'muted' : stateMeaning(devbox),
		}),
	},
	{
		head: 'CPU',
		column: {width: 4, isRight: true},
		cell: ({row, usage}) => ({text: cpuText(usage), meaning: meaningOf(row)}),
		onlyWith: 'hasUsage',
	},
	{
		head: 'MEM',
		column: {width: 6, isRight: true},
		cell: ({row, usage}) => ({text: memoryText(usage), meaning: meaningOf(row)}),
		onlyWith: 'hasUsage',
	},
	{
		head: 'OS',
		column: {width: 7},
		cell: ({row}) => ({text: row.devbox.os === 'windows' ? 'Windows' : 'Linux', meaning: meaningOf(row)}),
	},
	{
		head: 'IMAGE',
		column: {grow: 3, width: 12},
		cell: ({row}) => ({text: shortReference(row.image), meaning: 'muted', isIdentity: true}),
	},
	{
		head: 'UP',
		column: {width: 5},
		cell: ({row}) => ({
			text: row.devbox.startedAt === undefined ? '' : age(row.devbox.startedAt),
			meaning: meaningOf(row),
		}),
	},
	{
		head: 'CAPABILITIES',
		column: {grow: 5, width: 12},
		cell: ({row: {devbox, why}}) =>
			why.length > 0 ? {text: reasonText(devbox, why), meaning: 'warning'} : chipCell(devbox.capabilities),
	},
];

const useMeasured = measuredColumns({
	columns: all.map(({column}) => column),
	heads: all.map(({head}) => head),
	growing: (row: DevboxRow) =>
		all.filter(({column}) => column.grow).map(({cell}) => cell({row, ranges: undefined})),
});

/** The columns that a list shows, as wide as its rows need. @param rows all of them, whatever a filter leaves */
export const useDevboxTable = (
	rows: readonly DevboxRow[],
	{hasWorker = false, hasUsage = false}: Shown = {},
): readonly TableColumn[] => {
	const measured = useMeasured(rows);
	return useMemo(() => {
		const shown: Shown = {hasWorker, hasUsage};
		return all
			.map((each, index) => ({...each, column: measured[index] ?? each.column}))
			.filter(({onlyWith}) => onlyWith === undefined || shown[onlyWith]);
	}, [measured, hasWorker, hasUsage]);
};

export const DevboxHead = ({table, width}: {table: readonly TableColumn[]; width: number}) => (
	<ColumnHeads columns={table.map(({column}) => column)} heads={table.map(({head}) => head)} width={width} />
);

/** One DevBox in a line; an ineligible one shows the reason instead of its capabilities. */
export const DevboxLine = ({
	table,
	isCursor,
	width,
	...drawn
}: Drawn & {table: readonly TableColumn[]; isCursor: boolean; width: number}) => (
	<Columns
		columns={table.map(({column}) => column)}
		cells={table.map(({cell}) => cell(drawn))}
		width={width}
		isSelected={isCursor}
	/>
);

const stateMeaning = ({state}: Devbox) => (state === 'running' ? 'success' : 'muted');
