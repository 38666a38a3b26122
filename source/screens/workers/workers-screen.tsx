import {Text, useAnimation, useIsScreenReaderEnabled} from 'ink';
import {useMemo} from 'react';
import type {WorkerView} from '../../model/fleet.ts';
import {type Cell, ColumnHeads, Columns} from '../../parts/columns.tsx';
import {List} from '../../parts/list.tsx';
import {useList} from '../../parts/use-list.ts';
import {copyables} from '../shared/copyables.ts';
import {ListScreen} from '../shared/list-screen.tsx';
import {markWidth, ReachMark} from '../shared/reach-mark.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import type {SortColumn} from '../shared/sort-rows.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useListLayout} from '../shared/use-body-height.ts';
import {useSort} from '../shared/use-sort.tsx';
import {reachWord} from '../shared/words.ts';
import {retryText} from './offline.ts';
import {diskText, reachCounts, workerDetail} from './worker-detail.ts';

const columns = [
	{grow: 6, width: 16},
	{width: 10},
	{width: 9},
	{width: 7},
	{width: 20},
	{grow: 1, width: 7},
] as const;
const heads = ['WORKER', 'STATE', 'DEVBOXES', 'IMAGES', 'DISK', 'PODMAN'] as const;
const orders: readonly SortColumn<WorkerView>[] = [
	{name: 'name', by: ({worker}) => worker.name},
	{name: 'state', by: reachWord},
];
const idOf = (view: WorkerView) => view.worker.name;

/**
 * All workers, and what is known of the one under the cursor.
 *
 *       WORKER     STATE   DEVBOXES  IMAGES  DISK                PODMAN
 *     ❯ ● forge-1  ready   6/7       3       ███░░░ 84.8 GB free  4.3.1
 *       ○ forge-2  down                      retry in 20 s
 */
export const WorkersScreen = ({at}: {at?: string | undefined}) => {
	const {navigation, actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const config = useAppState(state => state.config);
	const sort = useSort(
		'workers',
		orders,
		useMemo(() => Object.values(fleet), [fleet]),
	);
	const list = useList(sort.rows, idOf, {height: useListLayout().list.height - 1, at});
	const worker = list.current?.worker.name;
	useCountdown(sort.rows);
	return (
		<ScreenFrame
			crumbs={['Workers']}
			hasPanel={false}
			menu={sort.question}
			copyable={list.current && copyables.worker(list.current.worker)}
			bindings={[
				{key: 'enter', title: 'DevBoxes', run: () => worker && navigation.open({name: 'devboxes', worker})},
				{
					key: 'c',
					title: 'Create image',
					run: () => navigation.open({name: 'create', ...(worker && {worker})}),
				},
				{key: 'i', title: 'Images', run: () => worker && navigation.open({name: 'images', worker})},
				{
					key: 'd',
					title: 'Doctor',
					run: () => worker && navigation.open({name: 'doctor', worker}),
				},
				{key: 'r', title: 'Refresh', run: () => actions.refresh(worker)},
				...(config.exists
					? []
					: [{key: 'f', title: 'Find workers', run: () => navigation.open({name: 'first-run'})}]),
				{key: 'R', title: 'Refresh all', run: () => actions.refresh(), isHidden: true},
				...sort.bindings,
				...list.bindings,
			]}
		>
			{size => (
				<ListScreen
					size={size}
					title="Workers"
					note={sort.noteOf(reachCounts(sort.rows))}
					list={({width}) => (
						<List
							list={list}
							idOf={idOf}
							width={width}
							head={<ColumnHeads columns={columns} heads={heads} width={width - 4} indent={markWidth} />}
							render={(view, at) => <WorkerLine view={view} width={at.width} isCursor={at.isCursor} />}
							empty={<Text>{`No workers yet: add one under workers: in ${config.file}`}</Text>}
						/>
					)}
					detail={list.current && workerDetail(list.current, config)}
				/>
			)}
		</ScreenFrame>
	);
};

/** Redraws once a second while a worker waits for its next attempt, and never otherwise. */
const useCountdown = (views: readonly WorkerView[]): void => {
	const isSpoken = useIsScreenReaderEnabled();
	useAnimation({interval: 1000, isActive: !isSpoken && views.some(view => retryText(view) !== '')});
};

const WorkerLine = ({view, width, isCursor}: {view: WorkerView; width: number; isCursor: boolean}) => {
	const {reach} = view;
	const devboxes = view.devboxes?.content;
	const running = devboxes?.filter(each => each.state === 'running').length;
	const facts = reach.state === 'ready' ? reach.facts : undefined;
	const meaning = reach.state === 'ready' ? 'plain' : 'muted';
	const cells: readonly Cell[] = [
		{text: view.worker.name, isIdentity: true},
		{text: reachWord(view), meaning: reach.state === 'down' ? 'danger' : 'plain'},
		{text: devboxes === undefined ? '' : `${running}/${devboxes.length}`, meaning},
		{text: String(view.images?.content.managed.length ?? ''), meaning},
		{text: facts === undefined ? retryText(view) : diskText(facts), meaning},
		{text: facts?.podmanVersion ?? '', meaning: 'muted'},
	];
	return (
		<Text>
			<ReachMark view={view} isSelected={isCursor} />
			<Columns columns={columns} cells={cells} width={width - markWidth} isSelected={isCursor} />
		</Text>
	);
};
