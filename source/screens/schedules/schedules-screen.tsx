import {Box, Text} from 'ink';
import {useMemo} from 'react';
import {cadenceWords} from '../../model/cadence.ts';
import type {Fleet} from '../../model/fleet.ts';
import {clockOf, nextRun, type Schedule, type Schedules} from '../../model/schedule.ts';
import {neutralise} from '../../model/text.ts';
import {localTime, runWord} from '../../model/when.ts';
import {type Cell, ColumnHeads, Columns} from '../../parts/columns.tsx';
import {fitText} from '../../parts/fit.ts';
import {List} from '../../parts/list.tsx';
import {useList} from '../../parts/use-list.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useBodyHeight} from '../shared/use-body-height.ts';
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
	{grow: 3, width: 16},
	{width: 22},
	{grow: 2, width: 12},
	{grow: 1, width: 7},
	{width: 11},
] as const;
const heads = ['SCHEDULE', 'WHEN', 'NEXT RUN', 'IMAGE', 'WORKER', 'LAST RUN'] as const;

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
		: `The image ${reference} is no longer on ${worker}, so runs will fail. Press e to choose another.`;

/** Schedules: when, from which image, result of the last run. */
export const SchedulesScreen = () => {
	const {navigation, actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const rows = useMemo(() => scheduleRows(fleet), [fleet]);
	const list = useList(rows, idOf, {height: useBodyHeight() - 4});
	const keys = useScheduleKeys(list.current?.schedule);
	return (
		<ScreenFrame
			crumbs={['Schedules']}
			bindings={
				keys.question
					? []
					: [
							...keys.bindings,
							{key: 'n', title: 'New', run: () => navigation.open({name: 'schedule'})},
							{key: 'r', title: 'Refresh', run: () => actions.refresh()},
							{key: 'esc', title: 'Back', run: () => navigation.back()},
							...list.bindings,
						]
			}
		>
			{size =>
				keys.question?.(size) ?? (
					<>
						<List
							list={list}
							idOf={idOf}
							width={size.width}
							head={<ColumnHeads columns={columns} heads={heads} width={size.width - 4} />}
							render={(row, at) => (
								<Columns columns={columns} cells={cellsOf(row)} width={at.width} isSelected={at.isCursor} />
							)}
							empty={<Text>No schedules yet. Press n to launch an image on a schedule.</Text>}
						/>
						<About row={list.current} width={size.width} />
					</>
				)
			}
		</ScreenFrame>
	);
};

const cellsOf = ({schedule, known, problem}: ScheduleRow): readonly Cell[] => {
	const next = nextRun(schedule, clockOf(known, Date.now()));
	const last = runWord(schedule.lastRun);
	const bad = ['failed', 'interrupted', 'conflict', 'refused'].includes(last);
	return [
		{text: schedule.draft.name, meaning: problem === undefined ? 'plain' : 'warning'},
		{text: cadenceWords(schedule.cron), meaning: schedule.isEnabled ? 'plain' : 'muted'},
		{text: next === undefined ? 'disabled' : localTime(next, known.zone), meaning: next ? 'plain' : 'muted'},
		{text: schedule.reference.replace(/^localhost\//u, ''), meaning: 'plain'},
		{text: schedule.worker, meaning: 'muted'},
		{text: last, meaning: bad ? 'danger' : last === 'done' ? 'success' : 'muted'},
	];
};

const means = {systemd: 'a systemd timer', cron: 'cron'} as const;

/** The schedule under the cursor: command, trigger, owner, problem. */
const About = ({row, width}: {row: ScheduleRow | undefined; width: number}) => {
	if (row === undefined) return null;
	const {schedule, problem} = row;
	const {draft, lastRun} = schedule;
	const by = schedule.trigger === undefined ? 'nothing' : means[schedule.trigger];
	const about = `${draft.command || 'Windows runs'}  ·  by ${by}, owner ${schedule.user}, limit ${draft.limit}, then the DevBox is ${draft.after === 'stop' ? 'stopped' : 'removed'}`;
	return (
		<Box flexDirection="column" flexShrink={0}>
			<Box height={1} />
			<Text dimColor>{fitText(neutralise(about), width)}</Text>
			<Text>{fitText(neutralise(problem ?? lastRun?.said?.text ?? ''), width) || ' '}</Text>
		</Box>
	);
};
