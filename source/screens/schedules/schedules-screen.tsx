import {Text} from 'ink';
import {useMemo} from 'react';
import {keyName} from '../../keys.ts';
import {cadenceWords} from '../../model/cadence.ts';
import type {Fleet} from '../../model/fleet.ts';
import {clockOf, nextRun, type Schedule, type ScheduledRun, type Schedules} from '../../model/schedule.ts';
import {localTime, runWord} from '../../model/when.ts';
import {type Cell, ColumnHeads, Columns} from '../../parts/columns.tsx';
import {List} from '../../parts/list.tsx';
import {useList} from '../../parts/use-list.ts';
import {copyables} from '../shared/copyables.ts';
import type {Detail} from '../shared/list-panels.tsx';
import {ListScreen} from '../shared/list-screen.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import type {SortColumn} from '../shared/sort-rows.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useListLayout} from '../shared/use-body-height.ts';
import {useSort} from '../shared/use-sort.tsx';
import {useScheduleKeys} from './use-schedule-keys.tsx';

export type ScheduleRow = {
	readonly schedule: Schedule;
	readonly known: Schedules;
	/** Why it cannot run: its image or worker is missing. */
	readonly problem: string | undefined;
};

const idOf = ({schedule}: ScheduleRow) => `${schedule.worker}/${schedule.id}`;
const columns = [
	{grow: 3, width: 12},
	{grow: 1, width: 8},
	{grow: 3, width: 16},
	{width: 22},
	{grow: 2, width: 12},
	{width: 11},
] as const;
const heads = ['SCHEDULE', 'WORKER', 'WHEN', 'NEXT RUN', 'IMAGE', 'LAST RUN'] as const;

const orders: readonly SortColumn<ScheduleRow>[] = [
	{name: 'name', by: ({schedule}) => schedule.draft.name},
	{
		name: 'next',
		by: ({schedule, known}) => nextRun(schedule, clockOf(known, Date.now()))?.getTime(),
	},
];

/** All schedules of the fleet, each with its problem. */
const scheduleRows = (fleet: Fleet): readonly ScheduleRow[] =>
	Object.values(fleet).flatMap(view => {
		const known = view.schedules?.content;
		return (known?.schedules ?? []).map(schedule => ({
			schedule,
			known: known as Schedules,
			problem:
				view.reach.state === 'down'
					? `${schedule.worker} does not respond; this may be out of date.`
					: (schedule.problem ?? imageProblem(schedule, view.images?.content.references)),
		}));
	});

const imageProblem = (
	{reference, worker}: Schedule,
	references: readonly string[] | undefined,
): string | undefined =>
	references === undefined || references.includes(reference)
		? undefined
		: `The image ${reference} is no longer on ${worker}, so runs will fail. Press ${keyName('e')} to choose another.`;

/** Schedules: when, from which image, result of the last run. */
export const SchedulesScreen = ({at}: {at?: string | undefined}) => {
	const {navigation, actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const rows = useMemo(() => scheduleRows(fleet), [fleet]);
	const sort = useSort('schedules', orders, rows);
	const list = useList(sort.rows, idOf, {height: useListLayout().list.height - 1, at});
	const keys = useScheduleKeys(list.current?.schedule);
	return (
		<ScreenFrame
			crumbs={['Schedules']}
			hasPanel={false}
			menu={keys.question ?? sort.question}
			copyable={list.current && copyables.schedule(list.current.schedule)}
			bindings={[
				...keys.bindings,
				{key: 'n', title: 'New', run: () => navigation.open({name: 'schedule'})},
				{key: 'r', title: 'Refresh', run: () => actions.refresh()},
				...sort.bindings,
				{key: 'esc', title: 'Back', run: () => navigation.back()},
				...list.bindings,
			]}
		>
			{size => (
				<ListScreen
					size={size}
					title="Schedules"
					note={sort.noteOf(String(rows.length))}
					list={({width}) => (
						<List
							list={list}
							idOf={idOf}
							width={width}
							head={<ColumnHeads columns={columns} heads={heads} width={width - 4} />}
							render={(row, at) => (
								<Columns columns={columns} cells={cellsOf(row)} width={at.width} isSelected={at.isCursor} />
							)}
							empty={
								<Text>{`No schedules yet. Press ${keyName('n')} to launch an image on a schedule.`}</Text>
							}
						/>
					)}
					detail={list.current && scheduleDetail(list.current)}
				/>
			)}
		</ScreenFrame>
	);
};

const cellsOf = ({schedule, known, problem}: ScheduleRow): readonly Cell[] => {
	const next = nextRun(schedule, clockOf(known, Date.now()));
	const last = runWord(schedule.lastRun);
	const bad = ['failed', 'interrupted', 'conflict', 'refused'].includes(last);
	return [
		{text: schedule.draft.name, meaning: problem === undefined ? 'plain' : 'warning', isIdentity: true},
		{text: schedule.worker, meaning: 'muted', isIdentity: true},
		{text: cadenceWords(schedule.cron), meaning: schedule.isEnabled ? 'plain' : 'muted'},
		{text: next === undefined ? 'disabled' : localTime(next, known.zone), meaning: next ? 'plain' : 'muted'},
		{text: schedule.reference.replace(/^localhost\//u, ''), isIdentity: true},
		{text: last, meaning: bad ? 'danger' : last === 'done' ? 'success' : 'muted'},
	];
};

const triggers = {systemd: 'a systemd timer', cron: 'cron'} as const;

/** What is known of the schedule under the cursor: its problem first, then what it runs and how the last run ended. */
const scheduleDetail = ({schedule, known, problem}: ScheduleRow): Detail => {
	const {draft, lastRun, trigger} = schedule;
	const next = nextRun(schedule, clockOf(known, Date.now()));
	return {
		title: draft.name,
		note: `${schedule.isEnabled ? 'enabled' : 'disabled'} on ${schedule.worker}`,
		rows: [
			{label: 'Problem', text: problem ?? '', meaning: 'warning'},
			{label: 'Command', text: draft.command || 'Windows runs'},
			{label: 'Image', text: schedule.reference},
			{label: 'When', text: cadenceWords(schedule.cron)},
			{label: 'Next run', text: next === undefined ? 'none' : localTime(next, known.zone)},
			{label: 'Last run', text: lastRun === undefined ? 'never' : lastRunText(lastRun)},
			{label: 'Started by', text: trigger === undefined ? 'nothing' : triggers[trigger]},
			{label: 'Owner', text: schedule.user},
			{
				label: 'Limit',
				text: `${draft.limit}, then the DevBox is ${draft.after === 'stop' ? 'stopped' : 'removed'}`,
			},
		],
	};
};

const lastRunText = (run: ScheduledRun): string =>
	`${runWord(run)}${run.said === undefined ? '' : `: ${run.said.text}`}`;
