import {useMemo} from 'react';
import {keyName} from '../../key-names.ts';
import {cadenceWords} from '../../model/cadence.ts';
import {clockOf, nextRun, type Schedule} from '../../model/schedule.ts';
import {taskText} from '../../model/scheduled-task.ts';
import {localTime, runWord} from '../../model/when.ts';
import {type Cell, type Column, ColumnHeads, Columns} from '../../parts/columns.tsx';
import {List} from '../../parts/list.tsx';
import {measuredColumns} from '../../parts/needed-widths.ts';
import {useList} from '../../parts/use-list.ts';
import {copyables} from '../shared/copyables.ts';
import {ListScreen} from '../shared/list-screen.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {NothingListed} from '../shared/unknown-lists.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useListLayout} from '../shared/use-body-height.ts';
import {useSort} from '../shared/use-sort.tsx';
import {scheduleDetail} from './schedule-detail.ts';
import {type ScheduleRow, scheduleOrders, scheduleRows} from './schedule-rows.ts';
import {useScheduleKeys} from './use-schedule-keys.tsx';

const idOf = ({schedule}: ScheduleRow) => `${schedule.worker}/${schedule.id}`;
const nextWidth = 22;
const columns: readonly Column[] = [
	{grow: 3, width: 12},
	{grow: 1, width: 8, whole: 16},
	{grow: 3, width: 16},
	{width: nextWidth},
	{grow: 2, width: 12},
	{width: 11},
];
const heads = ['SCHEDULE', 'WORKER', 'WHEN', 'NEXT RUN', 'TASK', 'LAST RUN'] as const;

/** As wide as the schedules need. */
const useColumns = measuredColumns({
	columns,
	heads,
	growing: (schedule: Schedule) => [
		{text: schedule.draft.name},
		{text: schedule.worker},
		{text: cadenceWords(schedule.cron)},
		{text: taskText(schedule)},
	],
});

/** Lines of the list over its rows: its heads. */
const headLines = 1;

/** Schedules: when, what they do, result of the last run. */
export const SchedulesScreen = ({at}: {at?: string | undefined}) => {
	const {navigation, actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const rows = useMemo(() => scheduleRows(fleet), [fleet]);
	const sort = useSort('schedules', scheduleOrders, rows);
	const {height} = useListLayout(rows.length + headLines).list;
	const list = useList(sort.rows, idOf, {height: height - headLines, at});
	const shown = useColumns(useMemo(() => rows.map(({schedule}) => schedule), [rows]));
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
				{key: 'O', title: 'Prune old', run: () => navigation.open({name: 'prune-schedule'})},
				{key: 'r', title: 'Refresh', run: () => actions.refresh()},
				...sort.bindings,
				{key: 'esc', title: 'Back', run: () => navigation.back()},
				...list.bindings,
			]}
		>
			{size => (
				<ListScreen
					size={size}
					needed={rows.length + headLines}
					title="Schedules"
					note={sort.noteOf(String(rows.length))}
					list={({width}) => (
						<List
							list={list}
							idOf={idOf}
							width={width}
							head={<ColumnHeads columns={shown} heads={heads} width={width - 4} />}
							render={(row, at) => (
								<Columns columns={shown} cells={cellsOf(row)} width={at.width} isSelected={at.isCursor} />
							)}
							empty={
								<NothingListed list="schedules">
									{`No schedules yet.\nPress ${keyName('n')} to schedule launches, ${keyName('O')} to delete old images.`}
								</NothingListed>
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
		{text: next === undefined ? 'disabled' : nextText(next, known.zone), meaning: next ? 'plain' : 'muted'},
		{text: taskText(schedule), isIdentity: true},
		{text: last, meaning: bad ? 'danger' : last === 'done' ? 'success' : 'muted'},
	];
};

/** A year takes the place of the time zone; the details have both. */
const nextText = (at: Date, zone: string | number): string => {
	const text = localTime(at, zone);
	return text.length > nextWidth ? text.slice(0, text.lastIndexOf(' ')) : text;
};
