import {Text} from 'ink';
import {useMemo} from 'react';
import stringWidth from 'string-width';
import {type Fleet, readingOf, type WorkerView} from '../../model/fleet.ts';
import type {Worker, WorkerFacts} from '../../model/worker.ts';
import {type Cell, type Column, ColumnHeads, Columns} from '../../parts/columns.tsx';
import type {Ranges} from '../../parts/highlight.tsx';
import type {Meaning} from '../../parts/tone-of.ts';
import {markWidth, ReachMark} from '../shared/reach-mark.tsx';
import {reachWord} from '../shared/words.ts';
import {loadText, shortBytes, usedOfTotal} from './figures.ts';
import {retryText, seenText} from './offline.ts';
import {diskShare, memoryShare, withMeter} from './shares.ts';
import {isOldLoad, loadOf, type WorkerRow} from './worker-row.ts';

const gap = 2;
const maxName = 20;
const maxLabels = 16;

/** Which columns a row has, and the cells of each bar: none where only the figures fit. */
type Table = {
	readonly hasImages?: true;
	readonly hasLoad?: true;
	readonly hasMemory?: true;
	readonly bar: number;
	readonly name: number;
	/** Columns for the labels; 0 where they do not fit or no worker has any. */
	readonly labels: number;
	/** What the longest of them take. */
	readonly longest: Widths;
};

/** From the richest on. The name is not cut for any of them, and what is left out is in the details. */
const tables: readonly Omit<Table, 'name' | 'labels' | 'longest'>[] = [
	{hasImages: true, hasLoad: true, hasMemory: true, bar: 6},
	{hasImages: true, hasLoad: true, hasMemory: true, bar: 3},
	{hasLoad: true, hasMemory: true, bar: 3},
	{hasMemory: true, bar: 3},
	{hasLoad: true, hasMemory: true, bar: 0},
	{hasMemory: true, bar: 0},
	{bar: 3},
];

type Named = Column & {readonly head: string; readonly width: number};

const firstColumns = ({hasImages, name, labels, longest}: Table): readonly Named[] => [
	{head: 'WORKER', width: name, grow: 6, needed: Math.max(name, longest.name)},
	{head: 'STATE', width: 10},
	...(labels > 0 ? [{head: 'LABELS', width: labels, grow: 1, needed: Math.max(labels, longest.labels)}] : []),
	{head: 'DEVBOXES', width: 8},
	...(hasImages ? [{head: 'IMAGES', width: 6}] : []),
];

const lastColumns = ({hasLoad, hasMemory, bar}: Table): readonly Named[] => {
	const barWidth = bar === 0 ? 0 : bar + 1;
	return [
		...(hasLoad ? [{head: 'LOAD', width: 4}] : []),
		...(hasMemory ? [{head: 'MEMORY', width: barWidth + 8}] : []),
		{head: 'DISK', width: barWidth + 9, grow: 1, needed: barWidth + 9},
	];
};

const widthOf = (columns: readonly Named[]): number =>
	columns.reduce((sum, {width}) => sum + gap + width, -gap);

const labelsText = ({labels = []}: Worker): string => labels.join(' ');

type Widths = {readonly name: number; readonly labels: number};

const longestOf = (texts: readonly string[]): number =>
	texts.reduce((widest, text) => Math.max(widest, stringWidth(text)), 0);

/** The longest of all workers; they are those of the config file while answers arrive. */
const widthsIn = readingOf(
	view => view.worker,
	(workers): Widths => ({
		name: longestOf(workers.map(worker => worker.name)),
		labels: longestOf(workers.map(labelsText)),
	}),
);

const tableFor = (longest: Widths, width: number): Table => {
	const name = Math.min(maxName, Math.max('WORKER'.length, longest.name));
	const labels = longest.labels === 0 ? 0 : Math.min(maxLabels, Math.max('LABELS'.length, longest.labels));
	const total = (table: Table) => widthOf([...firstColumns(table), ...lastColumns(table)]);
	const plain = tables.map(table => ({...table, name, labels: 0, longest}));
	// The labels go before the figures do, and after the longer bars.
	const labelled = labels === 0 ? [] : plain.filter(each => each.hasImages).map(each => ({...each, labels}));
	const found = [...labelled, ...plain].find(table => total(table) <= width);
	const narrowest: Table = {bar: 3, name: 0, labels: 0, longest};
	return found ?? {...narrowest, name: Math.max('WORKER'.length, width - total(narrowest))};
};

/** The table for the workers of a fleet. @param width columns of a row */
export const useWorkerTable = (fleet: Fleet, width: number): Table => {
	const longest = widthsIn(fleet);
	return useMemo(() => tableFor(longest, width - markWidth), [longest, width]);
};

export const WorkerHeads = ({table, width}: {table: Table; width: number}) => {
	const columns = [...firstColumns(table), ...lastColumns(table)];
	return (
		<ColumnHeads columns={columns} heads={columns.map(({head}) => head)} width={width} indent={markWidth} />
	);
};

type LineProps = {
	readonly row: WorkerRow;
	/** Where its name matches the filter. */
	readonly ranges: Ranges | undefined;
	readonly table: Table;
	readonly width: number;
	readonly isCursor: boolean;
};

/** One worker; what is known of an offline one stands in place of its figures. */
export const WorkerLine = ({row, ranges, table, width, isCursor}: LineProps) => {
	const {view} = row;
	const last = lastColumns(table);
	const isUp = view.reach.state === 'ready';
	return (
		<Text>
			<ReachMark view={view} isSelected={isCursor} />
			<Columns
				columns={[
					...firstColumns(table),
					...(isUp ? last : [{width: widthOf(last), grow: 1, needed: widthOf(last)}]),
				]}
				cells={[
					...firstCells(view, table, ranges),
					...(isUp ? lastCells(row, table) : [{text: offlineText(view), meaning: 'muted'} as const]),
				]}
				width={width - markWidth}
				isSelected={isCursor}
			/>
		</Text>
	);
};

const firstCells = (
	view: WorkerView,
	{hasImages, labels}: Table,
	ranges: Ranges | undefined,
): readonly Cell[] => {
	const {reach, worker, devboxes, images} = view;
	const meaning = reach.state === 'ready' ? 'plain' : 'muted';
	const running = devboxes?.content.filter(each => each.state === 'running').length;
	return [
		{text: worker.name, ranges, isIdentity: true},
		{text: reachWord(view), meaning: reach.state === 'down' ? 'danger' : 'plain'},
		...(labels > 0 ? [{text: labelsText(worker), meaning: 'muted'} as const] : []),
		{text: devboxes === undefined ? '' : `${running}/${devboxes.content.length}`, meaning},
		...(hasImages ? [{text: String(images?.content.managed.length ?? ''), meaning} as const] : []),
	];
};

const lastCells = (row: WorkerRow, {hasLoad, hasMemory, bar}: Table): readonly Cell[] => {
	const {reach} = row.view;
	const facts = reach.state === 'ready' ? reach.facts : undefined;
	const load = loadOf(row);
	const meaning: Meaning = isOldLoad(row) ? 'muted' : 'plain';
	return [
		...(hasLoad ? [{text: load?.load === undefined ? '' : loadText(load.load), meaning}] : []),
		...(hasMemory ? [{text: memoryCell(row, bar), meaning}] : []),
		{text: facts === undefined ? '' : diskCell(facts, bar), meaning},
	];
};

const memoryCell = (row: WorkerRow, bar: number): string => {
	const memory = loadOf(row)?.memory;
	if (memory === undefined) return '';
	const {totalBytes, availableBytes} = memory;
	return withMeter(memoryShare(memory), bar, usedOfTotal(totalBytes - availableBytes, totalBytes));
};

const diskCell = (facts: WorkerFacts, bar: number): string =>
	withMeter(diskShare(facts), bar, `${shortBytes(facts.freeBytes)} free`);

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
