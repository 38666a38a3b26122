import {type Devbox, reasonText} from '../../model/devbox.ts';
import {shortReference} from '../../model/reference.ts';
import {type Cell, type Column, ColumnHeads, Columns} from '../../parts/columns.tsx';
import type {Ranges} from '../../parts/highlight.tsx';
import {age} from '../shared/age.ts';
import {chipCell} from '../shared/chip-cell.ts';
import type {DevboxRow} from './devbox-rows.ts';

const worker = {width: 8, grow: 1} as const;
const columns = [
	{grow: 3, width: 10},
	{width: 9},
	{width: 7},
	{grow: 3, width: 12},
	{width: 5},
	{grow: 5, width: 12},
] as const;
const heads = ['DEVBOX', 'STATE', 'OS', 'IMAGE', 'UP', 'CAPABILITIES'] as const;

/** The worker stands behind the name where DevBoxes of several workers are listed: names alone may be the same. */
const withWorker = <T,>([first, ...rest]: readonly T[], own: T, hasWorker: boolean): readonly T[] =>
	first === undefined ? [] : [first, ...(hasWorker ? [own] : []), ...rest];

export const DevboxHead = ({width, hasWorker = false}: {width: number; hasWorker?: boolean}) => (
	<ColumnHeads
		columns={withWorker<Column>(columns, worker, hasWorker)}
		heads={withWorker<string>(heads, 'WORKER', hasWorker)}
		width={width}
	/>
);

/** One DevBox in a line; an ineligible one shows the reason instead of its capabilities. */
export const DevboxLine = ({
	row,
	ranges,
	isCursor,
	width,
	hasWorker = false,
}: {
	row: DevboxRow;
	ranges: Ranges | undefined;
	isCursor: boolean;
	width: number;
	hasWorker?: boolean;
}) => (
	<Columns
		columns={withWorker<Column>(columns, worker, hasWorker)}
		cells={withWorker<Cell>(
			cellsOf(row, ranges),
			{text: row.worker, meaning: 'muted', isIdentity: true},
			hasWorker,
		)}
		width={width}
		isSelected={isCursor}
	/>
);

const cellsOf = ({devbox, why, isBusy}: DevboxRow, ranges: Ranges | undefined): readonly Cell[] => {
	const isGrey = why.length > 0;
	const meaning = isGrey ? 'muted' : 'plain';
	return [
		{text: devbox.name, ranges: isGrey ? undefined : ranges, meaning, isIdentity: true},
		{text: isBusy ? 'busy' : devbox.state, meaning: isGrey ? 'muted' : stateMeaning(devbox)},
		{text: devbox.os === 'windows' ? 'Windows' : 'Linux', meaning},
		{text: shortReference(devbox.image), meaning: 'muted', isIdentity: true},
		{text: devbox.startedAt === undefined ? '' : age(devbox.startedAt), meaning},
		isGrey ? {text: reasonText(devbox, why), meaning: 'warning'} : chipCell(devbox.capabilities),
	];
};

const stateMeaning = ({state}: Devbox) => (state === 'running' ? 'success' : 'muted');
