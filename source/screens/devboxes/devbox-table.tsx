import {Box, Text} from 'ink';
import {type Devbox, reasonText} from '../../model/devbox.ts';
import {neutralise} from '../../model/text.ts';
import {type Cell, ColumnHeads, Columns} from '../../parts/columns.tsx';
import {fitText} from '../../parts/fit.ts';
import type {Ranges} from '../../parts/highlight.tsx';
import {colours} from '../../theme.ts';
import {chipCell} from '../shared/chip-cell.ts';
import {age} from '../shared/words.ts';
import type {DevboxRow} from './devbox-rows.ts';

const columns = [
	{grow: 3, width: 10},
	{width: 9},
	{width: 7},
	{grow: 3, width: 12},
	{width: 5},
	{grow: 5, width: 12},
] as const;
const heads = ['DEVBOX', 'STATE', 'OS', 'IMAGE', 'UP', 'CAPABILITIES'] as const;

export const DevboxHead = ({width}: {width: number}) => (
	<ColumnHeads columns={columns} heads={heads} width={width} />
);

/** One DevBox in a line; an ineligible one shows the reason instead of its capabilities. */
export const DevboxLine = ({
	row,
	ranges,
	isCursor,
	width,
}: {
	row: DevboxRow;
	ranges: Ranges | undefined;
	isCursor: boolean;
	width: number;
}) => <Columns columns={columns} cells={cellsOf(row, ranges)} width={width} isBold={isCursor} />;

/** Above a list of DevBoxes: why it may be out of date; blank where it is not. */
export const StaleLine = ({old, width}: {old: string | undefined; width: number}) => (
	<Box height={1}>
		<Text color={colours.warning}>
			{old === undefined ? '' : fitText(neutralise(`  may be out of date: ${old}`), width)}
		</Text>
	</Box>
);

const cellsOf = ({devbox, why, isBusy}: DevboxRow, ranges: Ranges | undefined): readonly Cell[] => {
	const isGrey = why.length > 0;
	const meaning = isGrey ? 'muted' : 'plain';
	return [
		{text: devbox.name, ranges: isGrey ? undefined : ranges, meaning},
		{text: isBusy ? 'busy' : devbox.state, meaning: isGrey ? 'muted' : stateMeaning(devbox)},
		{text: devbox.os === 'windows' ? 'Windows' : 'Linux', meaning},
		{text: devbox.image.replace(/^localhost\//u, ''), meaning: 'muted'},
		{text: devbox.startedAt === undefined ? '' : age(devbox.startedAt), meaning},
		isGrey ? {text: reasonText(devbox, why), meaning: 'warning'} : chipCell(devbox.capabilities),
	];
};

const stateMeaning = ({state}: Devbox) => (state === 'running' ? 'success' : 'muted');
