import {Text} from 'ink';
import {useContext, useEffect, useMemo, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import type {JobSummary} from '../../model/job.ts';
import {jobState, jobWord} from '../../model/job-state.ts';
import {neutralise} from '../../model/text.ts';
import {Confirm} from '../../parts/confirm.tsx';
import {FilterList, NoMatches} from '../../parts/filter-list.tsx';
import {useFilter} from '../../parts/use-filter.ts';
import {useList} from '../../parts/use-list.ts';
import {fleetJobs, listedTitle} from '../shared/activity.ts';
import {copyables} from '../shared/copyables.ts';
import {ListScreen} from '../shared/list-screen.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useListLayout} from '../shared/use-body-height.ts';
import {useSort} from '../shared/use-sort.tsx';
import {jobDetail} from './job-detail.ts';
import {useRecoverKey} from './job-keys.ts';
import {JobHead, JobLine, jobOrders} from './job-table.tsx';

const idOf = (job: JobSummary) => job.request.id;

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

/** Why a job cannot be cancelled, or undefined when it can. */
const cancelRefusal = (job: JobSummary | undefined): string | undefined => {
	if (job === undefined) return 'There is no job here.';
	if (job.isCancelling) return 'It is being cancelled and rolled back.';
	return ['running', 'waiting'].includes(jobState(job)) ? undefined : `It is ${jobState(job)}.`;
};

export const JobsScreen = () => {
	const {navigation, actions} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const fleet = useAppState(state => state.fleet);
	const followed = useAppState(state => state.jobs);
	const [asked, setAsked] = useState<JobSummary | undefined>(undefined);
	useFreshJobs();
	const filter = useFilter();
	const rows = useMemo(() => fleetJobs(fleet), [fleet]);
	const sort = useSort('jobs', jobOrders, rows);
	const found = useMemo(() => sort.rows.filter(job => fits(job, filter.query)), [sort.rows, filter.query]);
	const list = useList(found, idOf, {height: useListLayout().list.height - 2});
	const {current} = list;
	const recoverKey = useRecoverKey(current);
	const open = () => {
		if (current === undefined) return;
		actions.follow(current.request);
		navigation.open({name: 'job', request: current.request});
	};
	const cancel = ({request}: JobSummary) => {
		setAsked(undefined);
		actions.cancel(request).then(
			() => actions.readJobs(),
			(thrown: unknown) => notify(failureText(thrown)),
		);
	};
	const bindings = [
		...filter.bindings,
		{key: 'enter', title: 'Follow', run: open},
		{key: 'x', title: 'Cancel', run: () => setAsked(current), refusal: cancelRefusal(current)},
		recoverKey,
		{key: 'r', title: 'Refresh', run: () => actions.refresh()},
		...sort.bindings,
		{key: 'esc', title: 'Back', run: () => navigation.back()},
		...list.bindings,
	];
	return (
		<ScreenFrame
			crumbs={['Jobs']}
			hasPanel={false}
			menu={sort.question}
			copyable={asked === undefined && current ? copyables.job(current) : []}
			bindings={asked === undefined ? bindings : []}
		>
			{size =>
				asked === undefined ? (
					<ListScreen
						size={size}
						title="Jobs"
						note={sort.noteOf(String(rows.length))}
						list={({width}) => (
							<FilterList
								filter={filter}
								total={rows.length}
								list={list}
								idOf={idOf}
								width={width}
								head={<JobHead width={width - 4} />}
								render={(job, at) => <JobLine job={job} followed={followed[job.request.id]?.job} {...at} />}
								empty={rows.length === 0 ? <Text>{noJobs}</Text> : <NoMatches />}
							/>
						)}
						detail={current && jobDetail(current, followed[current.request.id]?.job)}
					/>
				) : (
					<Confirm
						title={`Cancel “${neutralise(asked.request.title)}” on ${asked.request.worker}?`}
						consequences={['What it did so far is rolled back.']}
						verb="Cancel job"
						onYes={() => cancel(asked)}
						onNo={() => setAsked(undefined)}
						size={size}
					/>
				)
			}
		</ScreenFrame>
	);
};

const noJobs = 'No jobs yet. Each image, launch and run appears here with its log.';
