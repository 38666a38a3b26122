import {Text, useAnimation, useIsScreenReaderEnabled} from 'ink';
import {useMemo} from 'react';
import type {Binding} from '../../keys.ts';
import {FilterList, NoMatches} from '../../parts/filter-list.tsx';
import {useFilter} from '../../parts/use-filter.ts';
import {useFilteredList} from '../../parts/use-list.ts';
import {copyables} from '../shared/copyables.ts';
import {ListScreen} from '../shared/list-screen.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useListLayout} from '../shared/use-body-height.ts';
import type {Match} from '../shared/use-fuzzy.ts';
import {useSort} from '../shared/use-sort.tsx';
import {useWorkerSearch} from '../shared/use-worker-search.ts';
import {LoadPolling} from './load-polling.tsx';
import {isAnyRetrying} from './offline.ts';
import {reachCounts, workerDetail} from './worker-detail.ts';
import type {WorkerRow} from './worker-row.ts';
import {workerOrders, workerRows} from './worker-rows.ts';
import {useWorkerTable, WorkerHeads, WorkerLine} from './worker-table.tsx';

const viewOf = (row: WorkerRow) => row.view;
const idOf = ({row}: Match<WorkerRow>) => row.view.worker.name;

/** Lines of the list over its rows: filter and heads. */
const headLines = 2;

/**
 * All workers, and what is known of the one under the cursor; `/` filters by name, label, SSH target and state.
 *
 *       WORKER     STATE   DEVBOXES  IMAGES  LOAD  MEMORY          DISK
 *     ❯ ● forge-1  ready   6/7       3       0.4   ██░░░░ 9/25G    ███░░░ 84G free
 *       ○ forge-2  down    3/3       12      retry in 20 s, seen 3m ago
 */
export const WorkersScreen = ({at}: {at?: string | undefined}) => {
	const {navigation, actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const health = useAppState(state => state.health);
	const config = useAppState(state => state.config);
	const sort = useSort(
		'workers',
		workerOrders,
		useMemo(() => workerRows(fleet, health), [fleet, health]),
	);
	const {height, width} = useListLayout(sort.rows.length + headLines).list;
	const filter = useFilter();
	const found = useWorkerSearch(sort.rows, filter.query, viewOf);
	const list = useFilteredList(found, idOf, {filter, height: height - headLines, at});
	const current = list.current?.row;
	const table = useWorkerTable(fleet, width - 4);
	const worker = current?.view.worker.name;
	const onWorker = (key: string, title: string, name: 'devboxes' | 'images' | 'doctor'): Binding => ({
		...{key, title, refusal: list.noRow},
		run: () => worker && navigation.open({name, worker}),
	});
	useCountdown(isAnyRetrying(fleet));
	return (
		<ScreenFrame
			crumbs={['Workers']}
			hasPanel={false}
			menu={sort.question}
			copyable={current && copyables.worker(current.view.worker)}
			bindings={[
				...(filter.isTyping ? filter.bindings : []),
				onWorker('enter', 'DevBoxes', 'devboxes'),
				{
					key: 'c',
					title: 'Create image',
					run: () => navigation.open({name: 'create', ...(worker && {worker})}),
				},
				onWorker('i', 'Images', 'images'),
				onWorker('d', 'Doctor', 'doctor'),
				{key: 'r', title: 'Refresh', run: () => actions.refresh(worker)},
				...(config.exists
					? []
					: [{key: 'f', title: 'Find workers', run: () => navigation.open({name: 'first-run'})}]),
				{key: 'R', title: 'Refresh all', run: () => actions.refresh(), isHidden: true},
				...(filter.isTyping ? [] : filter.bindings),
				...sort.bindings,
				...list.bindings,
			]}
		>
			{size => (
				<ListScreen
					size={size}
					needed={sort.rows.length + headLines}
					title="Workers"
					note={sort.noteOf(reachCounts(fleet))}
					list={() => (
						<>
							<LoadPolling rows={list.rows.slice(list.from, list.to).map(({row}) => row)} />
							<FilterList
								total={sort.rows.length}
								list={list}
								idOf={idOf}
								width={width}
								tickMs={countdownMs}
								head={<WorkerHeads table={table} width={width - 4} />}
								render={({row, ranges}, at) => (
									<WorkerLine
										row={row}
										ranges={ranges.name}
										table={table}
										width={at.width}
										isCursor={at.isCursor}
									/>
								)}
								empty={
									sort.rows.length === 0 ? (
										<Text>{`No workers yet: add one under workers: in ${config.file}`}</Text>
									) : (
										<NoMatches />
									)
								}
							/>
						</>
					)}
					detail={current && workerDetail(current, config)}
				/>
			)}
		</ScreenFrame>
	);
};

const countdownMs = 1000;

/** Redraws once a second while a worker waits for its next attempt, and never otherwise. */
const useCountdown = (isWaiting: boolean): void => {
	const isSpoken = useIsScreenReaderEnabled();
	useAnimation({interval: countdownMs, isActive: !isSpoken && isWaiting});
};
