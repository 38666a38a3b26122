import {useContext, useEffect, useMemo} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import type {JobSummary} from '../../model/job.ts';
import {jobWord} from '../../model/job-state.ts';
import {FilterList, NoMatches} from '../../parts/filter-list.tsx';
import {useFilter} from '../../parts/use-filter.ts';
import {useFilteredList} from '../../parts/use-list.ts';
import {fleetJobs, listedTitle} from '../shared/activity.ts';
import {copyables} from '../shared/copyables.ts';
import {ListScreen} from '../shared/list-screen.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import type {SortColumn} from '../shared/sort-rows.ts';
import {NothingListed} from '../shared/unknown-lists.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useListLayout} from '../shared/use-body-height.ts';
import {useLabelFilter} from '../shared/use-label-filter.ts';
import {useSelection} from '../shared/use-selection.ts';
import {useSort} from '../shared/use-sort.tsx';
import {jobDetail} from './job-detail.ts';
import {useRecoverKey} from './job-keys.ts';
import {JobHead, JobLine, useJobColumns} from './job-table.tsx';
import {useCancelKey} from './use-cancel-key.tsx';

const idOf = (job: JobSummary) => job.request.id;

const workerOf = (job: JobSummary) => job.request.worker;

/** Their own order is by urgency. */
const jobOrders: readonly SortColumn<JobSummary>[] = [
	{name: 'age', by: ({request}) => -Date.parse(request.at)},
	{name: 'worker', by: ({request}) => request.worker},
	{name: 'state', by: jobWord},
];

/** Every word must occur in the row. Not fuzzy: `x` must not hit a job that is only similar. */
const fits = (job: JobSummary, query: string): boolean => {
	const {id, worker, user, host} = job.request;
	const row = [listedTitle(job), id, worker, user, host, jobWord(job)].join(' ').toLowerCase();
	return query
		.toLowerCase()
		.split(/\s+/u)
		.every(word => row.includes(word));
};

/** Podman emits no event when somebody else's job starts, so the visible list is refreshed this often. */
const readAgainMs = 3000;

/** Refreshes the jobs while the screen is visible. */
const useFreshJobs = (): void => {
	const {actions} = useApp();
	const {isActive} = useContext(KeyLayerContext);
	useEffect(() => {
		if (!isActive) return;
		actions.readJobs();
		const timer = setInterval(() => actions.readJobs(), readAgainMs);
		return () => clearInterval(timer);
	}, [actions, isActive]);
};

/** Lines of the list over its rows: filter and heads. */
const headLines = 2;

export const JobsScreen = () => {
	const {navigation, actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const followed = useAppState(state => state.jobs);
	useFreshJobs();
	const filter = useFilter();
	const rows = useMemo(() => fleetJobs(fleet), [fleet]);
	const sort = useSort('jobs', jobOrders, rows);
	const labelled = useLabelFilter(sort.rows, filter.query, workerOf);
	const found = useMemo(() => labelled.rows.filter(job => fits(job, labelled.rest)), [labelled]);
	const {height} = useListLayout(rows.length + headLines).list;
	const list = useFilteredList(found, idOf, {filter, height: height - headLines});
	const columns = useJobColumns(rows);
	const {current} = list;
	const selection = useSelection(rows, idOf, current);
	const cancel = useCancelKey(current, selection);
	const recoverKey = useRecoverKey(current);
	const open = () => {
		if (current === undefined) return;
		actions.follow(current.request);
		navigation.open({name: 'job', request: current.request});
	};
	const bindings = [
		...(filter.isTyping ? [] : selection.clearKeys),
		...(filter.isTyping ? filter.bindings : []),
		{key: 'enter', title: 'Follow', run: open, refusal: list.noRow},
		cancel.binding,
		recoverKey,
		selection.selectKey,
		...(filter.isTyping ? [] : filter.bindings),
		{key: 'r', title: 'Refresh', run: () => actions.refresh()},
		...sort.bindings,
		{key: 'esc', title: 'Back', run: () => navigation.back()},
		...list.bindings,
	];
	return (
		<ScreenFrame
			crumbs={['Jobs']}
			hasPanel={false}
			menu={cancel.question ?? sort.question}
			copyable={current && copyables.job(current)}
			bindings={bindings}
		>
			{size => (
				<ListScreen
					size={size}
					needed={rows.length + headLines}
					title="Jobs"
					note={sort.noteOf(selection.note, String(rows.length))}
					list={({width}) => (
						<FilterList
							total={rows.length}
							list={list}
							idOf={idOf}
							selected={selection.ids}
							width={width}
							head={<JobHead columns={columns} width={width - 4} />}
							render={(job, at) => (
								<JobLine job={job} followed={followed[job.request.id]?.job} columns={columns} {...at} />
							)}
							empty={rows.length === 0 ? <NothingListed list="jobs">{noJobs}</NothingListed> : <NoMatches />}
						/>
					)}
					detail={current && jobDetail(current, followed[current.request.id]?.job)}
				/>
			)}
		</ScreenFrame>
	);
};

const noJobs = 'No jobs yet. Each image, launch and run appears here with its log.';
