import {Text} from 'ink';
import type {WorkerView} from '../../model/fleet.ts';
import type {WorkerFacts} from '../../model/worker.ts';
import {type Cell, type Column, ColumnHeads, Columns} from '../../parts/columns.tsx';
import type {Meaning} from '../../parts/tone-of.ts';
import {markWidth, ReachMark} from '../shared/reach-mark.tsx';
import {reachWord} from '../shared/words.ts';
import {meter} from './meter.ts';
import {retryText, seenText} from './offline.ts';
import {shortBytes, usedOfTotal} from './short-bytes.ts';
import {isOldLoad, loadOf, type WorkerRow} from './worker-row.ts';

type Table = {
	readonly hasImages: boolean;
	readonly hasDisk: boolean;
	/** Cells of each bar; none where only the figures fit. */
	readonly bar: number;
};

/** What fits into a row: identity, state and figures come before bars and the number of images, which is in the details too. */
const tableOf = (width: number): Table => ({
	hasImages: width >= 78,
	hasDisk: width >= 60,
	bar: width >= 90 ? 6 : width >= 70 ? 3 : 0,
});

const gap = 2;
/** Between a bar and its figures. */
const barWidth = (bar: number): number => (bar === 0 ? 0 : bar + 1);

type Named = Column & {readonly head: string; readonly width: number};

const firstColumns = ({hasImages, bar}: Table): readonly Named[] => [
	{head: 'WORKER', width: bar === 0 ? 11 : 13, grow: 6},
	{head: 'STATE', width: 10},
	{head: 'DEVBOXES', width: 8},
	...(hasImages ? [{head: 'IMAGES', width: 6}] : []),
];

const lastColumns = ({hasDisk, bar}: Table): readonly Named[] => [
	{head: 'LOAD', width: 4},
	{head: 'MEMORY', width: barWidth(bar) + 8},
	...(hasDisk ? [{head: 'DISK', width: barWidth(bar) + 9}] : []),
];

/** The last column takes a share of what is left. */
const growing = (columns: readonly Named[]): readonly Named[] =>
	columns.map((column, index) => (index === columns.length - 1 ? {...column, grow: 1} : column));

export const WorkerHeads = ({width}: {width: number}) => {
	const table = tableOf(width - markWidth);
	const columns = growing([...firstColumns(table), ...lastColumns(table)]);
	return (
		<ColumnHeads columns={columns} heads={columns.map(({head}) => head)} width={width} indent={markWidth} />
	);
};

/** One worker; what is known of an offline one stands in place of its figures. */
export const WorkerLine = ({row, width, isCursor}: {row: WorkerRow; width: number; isCursor: boolean}) => {
	const table = tableOf(width - markWidth);
	const {view} = row;
	const first = firstColumns(table);
	const last = lastColumns(table);
	const isUp = view.reach.state === 'ready';
	const merged = {head: '', width: last.reduce((sum, each) => sum + each.width + gap, -gap)};
	return (
		<Text>
			<ReachMark view={view} isSelected={isCursor} />
			<Columns
				columns={growing([...first, ...(isUp ? last : [merged])])}
				cells={[
					...firstCells(view, table),
					...(isUp ? lastCells(row, table) : [{text: offlineText(view), meaning: 'muted'} as const]),
				]}
				width={width - markWidth}
				isSelected={isCursor}
			/>
		</Text>
	);
};

const firstCells = (view: WorkerView, {hasImages}: Table): readonly Cell[] => {
	const {reach, worker, devboxes, images} = view;
	const meaning = reach.state === 'ready' ? 'plain' : 'muted';
	const running = devboxes?.content.filter(each => each.state === 'running').length;
	return [
		{text: worker.name, isIdentity: true},
		{text: reachWord(view), meaning: reach.state === 'down' ? 'danger' : 'plain'},
		{text: devboxes === undefined ? '' : `${running}/${devboxes.content.length}`, meaning},
		...(hasImages ? [{text: String(images?.content.managed.length ?? ''), meaning} as const] : []),
	];
};

const lastCells = (row: WorkerRow, {hasDisk, bar}: Table): readonly Cell[] => {
	const {reach} = row.view;
	const facts = reach.state === 'ready' ? reach.facts : undefined;
	const load = loadOf(row);
	const meaning: Meaning = isOldLoad(row) ? 'muted' : 'plain';
	return [
		{text: load?.load === undefined ? '' : loadText(load.load), meaning},
		{text: memoryCell(row, bar), meaning},
		...(hasDisk ? [{text: facts === undefined ? '' : diskCell(facts, bar), meaning}] : []),
	];
};

/** `0.4`, `12`. */
export const loadText = (load: number): string => (load < 9.95 ? load.toFixed(1) : String(Math.round(load)));

const barBefore = (share: number, bar: number, text: string): string =>
	bar === 0 ? text : `${meter(share, bar)} ${text}`;

const memoryCell = (row: WorkerRow, bar: number): string => {
	const memory = loadOf(row)?.memory;
	if (memory === undefined) return '';
	const {totalBytes, availableBytes} = memory;
	return barBefore(
		1 - availableBytes / totalBytes,
		bar,
		usedOfTotal(totalBytes - availableBytes, totalBytes),
	);
};

const diskCell = ({freeBytes, diskBytes}: WorkerFacts, bar: number): string => {
	const free = `${shortBytes(freeBytes)} free`;
	return diskBytes === undefined ? free : barBefore(1 - freeBytes / diskBytes, bar, free);
};

/** The next try first: the rest is cut where the row is narrow. */
const offlineText = (view: WorkerView): string =>
	[
		retryText(view),
		seenText(view)
			.replace(/^never$/u, 'not seen yet')
			.replace(/^(?=\d|just)/u, 'seen '),
	]
		.filter(Boolean)
		.join(', ');
