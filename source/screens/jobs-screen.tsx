import {Text} from 'ink';
import {useContext, useMemo} from 'react';
import type {Fleet} from '../model/fleet.ts';
import type {JobSummary} from '../model/job.ts';
import {type Cell, ColumnHeads, Columns} from '../parts/columns.tsx';
import {List} from '../parts/list.tsx';
import {Spinner} from '../parts/spinner.tsx';
import {useList} from '../parts/use-list.ts';
import {type Colour, colours, type Marks, MarksContext} from '../theme.ts';
import {ScreenFrame} from './screen-frame.tsx';
import {useApp, useAppState} from './use-app.ts';
import {useBodyHeight} from './use-body-height.ts';
import {age} from './words.ts';
import {markWidth} from './workers-screen.tsx';

const idOf = (job: JobSummary) => job.request.id;
const columns = [
	{width: 12},
	{grow: 4, width: 20},
	{grow: 1, width: 8},
	{grow: 1, width: 8},
	{width: 5},
] as const;
const heads = ['STATE', 'JOB', 'WORKER', 'USER', 'AGE'] as const;

/** Jobs of all workers: running ones first, then the newest. */
export const jobRows = (fleet: Fleet): readonly JobSummary[] =>
	Object.values(fleet)
		.flatMap(view => view.jobs?.content ?? [])
		.toSorted(
			(a, b) => Number(isRunning(b)) - Number(isRunning(a)) || b.request.id.localeCompare(a.request.id),
		);

const isRunning = (job: JobSummary): boolean => job.outcome === undefined && job.alive;
const stateOf = (job: JobSummary): string => job.outcome ?? (job.alive ? 'running' : 'interrupted');

export const JobsScreen = () => {
	const {navigation, actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const rows = useMemo(() => jobRows(fleet), [fleet]);
	const list = useList(rows, idOf, {height: useBodyHeight() - 1});
	const {current} = list;
	const open = () => {
		if (current === undefined) return;
		actions.follow(current.request);
		navigation.open({name: 'job', request: current.request});
	};
	return (
		<ScreenFrame
			crumbs={['Jobs']}
			bindings={[
				{key: 'enter', title: 'Open', run: open},
				{key: 'r', title: 'Read again', run: () => actions.refresh()},
				{key: 'esc', title: 'Back', run: () => navigation.back()},
				...list.bindings,
			]}
		>
			{size => (
				<List
					list={list}
					idOf={idOf}
					width={size.width}
					head={<ColumnHeads columns={columns} heads={heads} width={size.width - 4} indent={markWidth} />}
					render={(job, at) => <JobLine job={job} {...at} />}
					empty={<Text>No jobs yet. Making an image is one; it stays here with its log.</Text>}
				/>
			)}
		</ScreenFrame>
	);
};

const markOf = (job: JobSummary, marks: Marks): {mark: string; color: Colour} => {
	if (job.outcome === 'done') return {mark: marks.done, color: colours.success};
	if (job.outcome === 'cancelled') return {mark: marks.undone, color: colours.warning};
	return {mark: marks.failed, color: colours.danger};
};

const JobLine = ({job, isCursor, width}: {job: JobSummary; isCursor: boolean; width: number}) => {
	const marks = useContext(MarksContext);
	const {mark, color} = markOf(job, marks);
	const cells: readonly Cell[] = [
		{text: stateOf(job)},
		{text: job.request.title},
		{text: job.request.worker, meaning: 'muted'},
		{text: job.request.user, meaning: 'muted'},
		{text: age(Date.parse(job.request.at)), meaning: 'muted'},
	];
	return (
		<Text>
			{isRunning(job) ? <Spinner /> : <Text color={color}>{mark}</Text>}{' '}
			<Columns columns={columns} cells={cells} width={width - markWidth} isBold={isCursor} />
		</Text>
	);
};
