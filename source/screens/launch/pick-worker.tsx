import {Box, Text} from 'ink';
import prettyBytes from 'pretty-bytes';
import {useMemo, useState} from 'react';
import {type Fleet, viewsOf, type WorkerView} from '../../model/fleet.ts';
import {byRoom, type Candidate, roomText} from '../../model/room.ts';
import {windowsWord} from '../../model/windows-host.ts';
import {hostProblem} from '../../model/worker.ts';
import {type Cell, ColumnHeads, Columns} from '../../parts/columns.tsx';
import {FilterList, NoMatches} from '../../parts/filter-list.tsx';
import type {Ranges} from '../../parts/highlight.tsx';
import {shareWidth} from '../../parts/share-width.ts';
import {useFilter} from '../../parts/use-filter.ts';
import {useFilteredList} from '../../parts/use-list.ts';
import {markWidth, ReachMark} from '../shared/reach-mark.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useBodyHeight, useBodyWidth} from '../shared/use-body-height.ts';
import type {Match} from '../shared/use-fuzzy.ts';
import {useWorkerSearch} from '../shared/use-worker-search.ts';
import {reachWord} from '../shared/words.ts';
import {PickerText, pickerLines} from './picker-lines.tsx';
import {suggestOf, useRooms} from './use-rooms.ts';

const columns = [
	{grow: 1, width: 12},
	{width: 10},
	{width: 9, isRight: true},
	{width: 8, isRight: true},
	{width: 7, isRight: true},
	{width: 8},
] as const;
const heads = ['WORKER', 'STATE', 'FREE', 'RUNNING', 'IMAGES', 'WINDOWS'] as const;
const viewOf = (view: WorkerView) => view;
const idOf = ({row}: Match<WorkerView>) => row.worker.name;

/**
 * The worker to launch on: those with the most room first, the cursor on the suggested one. An offline one stays visible
 * with its reason.
 *
 *       WORKER     STATE       FREE  RUNNING  IMAGES  WINDOWS
 *     ❯ ● forge-1  ready      85 GB        6       3  no
 *       ○ forge-2  offline: it did not answer
 */
export const PickWorker = ({
	crumbs,
	lead,
	onNext,
	onAll,
	onBack,
}: {
	crumbs: readonly string[];
	/** What the worker is for, if it is not for a launch: none is suggested then. */
	lead?: string;
	onNext: (worker: string) => void;
	/** To the images of all workers. */
	onAll?: () => void;
	onBack: () => void;
}) => {
	const {actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const filter = useFilter();
	const [best, rows] = useOrder(fleet);
	const suggestion = lead === undefined ? best : undefined;
	const found = useWorkerSearch(rows, filter.query, viewOf);
	const list = useFilteredList(found, idOf, {
		filter,
		height: useBodyHeight() - 4 - pickerLines(useBodyWidth()),
		at: suggestion?.worker,
	});
	const current = list.current?.row;
	return (
		<ScreenFrame
			crumbs={[...crumbs, 'Worker']}
			hasTabs={false}
			bindings={[
				...(filter.isTyping ? filter.bindings : []),
				{
					key: 'enter',
					title: 'Choose',
					run: () => current && onNext(current.worker.name),
					refusal: list.noRow ?? (current && hostProblem(current, 'linux')),
				},
				...(onAll ? [{key: 'tab', title: 'All images', run: onAll}] : []),
				...(filter.isTyping ? [] : filter.bindings),
				{key: 'r', title: 'Reconnect', run: () => actions.refresh(current?.worker.name)},
				{key: 'esc', title: 'Back', run: onBack},
				...list.bindings,
			]}
		>
			{size => (
				<>
					<Text bold wrap="truncate-end">
						{lead ?? 'Select a worker. The DevBox runs there, from its images.'}
					</Text>
					<Box height={1} />
					<FilterList
						total={rows.length}
						list={list}
						idOf={idOf}
						width={size.width}
						head={<ColumnHeads columns={columns} heads={heads} width={size.width - 4} indent={markWidth} />}
						refusalOf={({row}) => hostProblem(row, 'linux')}
						render={({row, ranges}, at) => (
							<WorkerChoice view={row} ranges={ranges.name} isCursor={at.isCursor} width={at.width} />
						)}
						empty={
							rows.length === 0 ? <Text>No workers yet. Add one to the config file.</Text> : <NoMatches />
						}
					/>
					<PickerText
						text={suggestion === undefined ? '' : `  ${textOf(suggestion)}`}
						meaning="muted"
						width={size.width}
					/>
				</>
			)}
		</ScreenFrame>
	);
};

/** `forge-2 has the most room: 14 GB memory free, 2 DevBoxes running.` */
const textOf = ({worker, room}: Candidate): string =>
	`${worker} has the most room: ${roomText(room, prettyBytes)}.`;

/** The suggested worker, and all of them: those that are ready first, by room. Neither changes while the picker is open. */
const useOrder = (fleet: Fleet): readonly [Candidate | undefined, readonly WorkerView[]] => {
	const rooms = useRooms();
	const [first] = useState(() => {
		const views = viewsOf(fleet);
		const isUp = (view: WorkerView): boolean => hostProblem(view, 'linux') === undefined;
		const ready = views
			.filter(isUp)
			.toSorted((a, b) => byRoom(rooms[a.worker.name] ?? {}, rooms[b.worker.name] ?? {}));
		const order = [...ready, ...views.filter(view => !isUp(view))].map(view => view.worker.name);
		return {order, suggestion: suggestOf(views, rooms, 'linux')};
	});
	const rows = useMemo(() => inOrder(fleet, first.order), [fleet, first]);
	return [first.suggestion, rows];
};

/** Workers that are not in the order, which a new config file has added, come last. */
const inOrder = (fleet: Fleet, order: readonly string[]): readonly WorkerView[] =>
	[...new Set([...order, ...Object.keys(fleet)])].flatMap(name => fleet[name] ?? []);

type ChoiceProps = {
	readonly view: WorkerView;
	readonly ranges: Ranges | undefined;
	readonly isCursor: boolean;
	readonly width: number;
};

const WorkerChoice = ({view, ranges, isCursor, width}: ChoiceProps) => {
	const refusal = hostProblem(view, 'linux');
	const facts = view.reach.state === 'ready' ? view.reach.facts : undefined;
	const running = view.devboxes?.content.filter(each => each.state === 'running').length;
	// The reason replaces the figures.
	const [nameWidth = 0] = shareWidth(width - markWidth, columns);
	const off = [{width: nameWidth}, {grow: 1}];
	const cells: readonly Cell[] =
		refusal === undefined
			? [
					{text: view.worker.name, ranges},
					{text: reachWord(view)},
					{text: facts === undefined ? '' : prettyBytes(facts.freeBytes)},
					{text: String(running ?? '')},
					{text: String(view.images?.content.managed.length ?? '')},
					{text: windowsWord(view.worker, facts?.windows)},
				]
			: [
					{text: view.worker.name, ranges, meaning: 'muted'},
					{text: refusal, meaning: view.reach.state === 'down' ? 'warning' : 'muted'},
				];
	return (
		<Text>
			<ReachMark view={view} isSelected={isCursor} />
			<Columns
				columns={refusal === undefined ? columns : off}
				cells={cells}
				width={width - markWidth}
				isSelected={isCursor}
			/>
		</Text>
	);
};
