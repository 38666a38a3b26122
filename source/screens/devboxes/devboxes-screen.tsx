import {useContext, useMemo} from 'react';
import {keyName} from '../../key-names.ts';
import {KeyLayerContext} from '../../keys.ts';
import {ineligibleText, isOffWindows} from '../../model/devbox.ts';
import type {Fleet} from '../../model/fleet.ts';
import {FilterList, NoMatches} from '../../parts/filter-list.tsx';
import {useFilter} from '../../parts/use-filter.ts';
import {useFilteredList} from '../../parts/use-list.ts';
import {copyables} from '../shared/copyables.ts';
import {ListScreen} from '../shared/list-screen.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {NothingListed} from '../shared/unknown-lists.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useListLayout} from '../shared/use-body-height.ts';
import type {Match} from '../shared/use-fuzzy.ts';
import {useLabelFilter} from '../shared/use-label-filter.ts';
import {useSelection} from '../shared/use-selection.ts';
import {useSort} from '../shared/use-sort.tsx';
import {staleWord} from '../shared/words.ts';
import {devboxDetail} from './devbox-detail.ts';
import {devboxOrders, usageOf} from './devbox-orders.ts';
import {type DevboxRow, devboxRows} from './devbox-rows.ts';
import {DevboxHead, DevboxLine, useDevboxTable} from './devbox-table.tsx';
import {tunnelCommand} from './tunnel.ts';
import {UsagePolling} from './usage-polling.tsx';
import {useAbout} from './use-about.ts';
import {useBulkKeys} from './use-bulk-keys.tsx';
import {useDevboxKeys} from './use-devbox-keys.tsx';
import {useDevboxSearch} from './use-devbox-search.ts';
import {useForkKeys} from './use-fork-keys.tsx';

const offWindowsNote = 'Windows is off, so nothing has to stop: its disk is copied as it is.';

/** A Windows DevBox need not run: one that was shut down cleanly makes the best image. */
const createRefusal = ({devbox, why}: DevboxRow): string | undefined =>
	ineligibleText(
		devbox,
		why.filter(each => each !== 'not-running' || !isOffWindows(devbox)),
	);

const tunnelOf = ({devbox, worker}: DevboxRow, fleet: Fleet) => ({
	label: 'Tunnel',
	text: tunnelCommand(devbox.ports, fleet[worker]?.worker),
});

const idOfRow = (row: DevboxRow) => `${row.worker}/${row.devbox.id}`;
const workerOf = (row: DevboxRow) => row.worker;
const idOf = ({row}: Match<DevboxRow>) => idOfRow(row);

/** Lines of the list over its rows: filter and heads. */
const headLines = 2;

/** All DevBoxes, of one worker or of the fleet; `/` filters. */
export const DevboxesScreen = ({worker, at}: {worker?: string | undefined; at?: string | undefined}) => {
	const {navigation, actions} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const fleet = useAppState(state => state.fleet);
	const account = useAppState(state => state.account);
	const filter = useFilter();
	const rows = useMemo(() => devboxRows(fleet, account, {worker}), [fleet, account, worker]);
	const usage = useAppState(state => state.usage);
	const orders = useMemo(() => devboxOrders(usage), [usage]);
	const sort = useSort('devboxes', orders, rows);
	const labelled = useLabelFilter(sort.rows, filter.query, workerOf);
	const found = useDevboxSearch(labelled.rows, labelled.rest);
	const {height} = useListLayout(rows.length + headLines).list;
	const list = useFilteredList(found, idOf, {filter, height: height - headLines, at});
	const table = useDevboxTable(rows, {hasWorker: worker === undefined, hasUsage: true});
	const current = list.current?.row;
	const own = useDevboxKeys(current?.devbox);
	const copies = useForkKeys(current?.devbox);
	const about = useAbout(current?.devbox);
	const selection = useSelection(sort.rows, idOfRow, current);
	const bulk = useBulkKeys(selection);
	const taken = new Set(bulk.bindings.map(({key}) => key));
	const old = worker === undefined ? undefined : fleet[worker] && staleWord(fleet[worker], 'devboxes');
	const create = () => {
		if (current === undefined) return;
		if (isOffWindows(current.devbox)) notify(offWindowsNote);
		navigation.open({name: 'create', worker: current.worker, devbox: current.devbox.id});
	};
	const refusal = current && createRefusal(current);
	const createKey = {key: 'c', title: 'Create image', run: create, refusal: list.noRow ?? refusal};
	return (
		<ScreenFrame
			crumbs={worker === undefined ? ['DevBoxes'] : ['Workers', worker, 'DevBoxes']}
			hasPanel={false}
			menu={own.question ?? copies.question ?? bulk.question ?? sort.question}
			copyable={current && [...copyables.devbox(current.devbox), tunnelOf(current, fleet)]}
			bindings={[
				...(filter.isTyping ? [] : selection.clearKeys),
				...bulk.bindings,
				...(taken.has('c') ? [] : [createKey]),
				...own.bindings.filter(({key}) => !taken.has(key)),
				...copies.bindings,
				selection.selectKey,
				...filter.bindings,
				{key: 'r', title: 'Refresh', run: () => actions.refresh(worker)},
				...sort.bindings,
				{key: 'esc', title: 'Back', run: () => navigation.back()},
				...list.bindings,
			]}
		>
			{size => (
				<ListScreen
					size={size}
					needed={rows.length + headLines}
					title={worker === undefined ? 'DevBoxes' : `DevBoxes on ${worker}`}
					note={sort.noteOf(
						selection.note,
						old === undefined ? String(rows.length) : `may be out of date: ${old}`,
					)}
					list={({width}) => (
						<>
							<UsagePolling rows={list.rows.slice(list.from, list.to).map(({row}) => row)} />
							<FilterList
								total={rows.length}
								list={list}
								idOf={idOf}
								selected={selection.ids}
								width={width}
								head={<DevboxHead table={table} width={width - 4} />}
								render={(match, at) => (
									<DevboxLine
										row={match.row}
										ranges={match.ranges.name}
										table={table}
										usage={usageOf(match.row, usage)}
										{...at}
									/>
								)}
								empty={rows.length === 0 ? <NoDevboxes worker={worker} /> : <NoMatches />}
							/>
						</>
					)}
					detail={current && devboxDetail(current, fleet, {about, usage: usageOf(current, usage)})}
				/>
			)}
		</ScreenFrame>
	);
};

const NoDevboxes = ({worker}: {worker: string | undefined}) => (
	<NothingListed list="devboxes" worker={worker}>
		{`No DevBoxes here. Press ${keyName('l')} to launch one from an image.`}
	</NothingListed>
);
