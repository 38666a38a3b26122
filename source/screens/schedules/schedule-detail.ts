import {cadenceWords, nextRuns} from '../../model/cadence.ts';
import {parseVariable} from '../../model/environment.ts';
import type {JobSummary} from '../../model/job.ts';
import {jobWord} from '../../model/job-state.ts';
import {clockOf, nextRun, type ScheduledRun} from '../../model/schedule.ts';
import {localTime, runWord} from '../../model/when.ts';
import type {DetailRow} from '../../parts/detail-rows.tsx';
import {ago} from '../shared/age.ts';
import type {Fact} from '../shared/facts-page.tsx';
import type {Detail} from '../shared/list-panels.tsx';
import type {ScheduleRow} from './schedule-rows.ts';

const triggers = {systemd: 'a systemd timer', cron: 'cron'} as const;

/** What is known of the schedule under the cursor: its problem first, then what it runs and how the last run ended. */
export const scheduleDetail = (row: ScheduleRow): Detail => {
	const {schedule, known, problem} = row;
	const {draft, lastRun} = schedule;
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
			...rulesOf(row),
		],
	};
};

const rulesOf = ({schedule: {draft, trigger, user}}: ScheduleRow): readonly DetailRow[] => [
	{label: 'Started by', text: trigger === undefined ? 'nothing' : triggers[trigger]},
	{label: 'Owner', text: user},
	{
		label: 'Limit',
		text: `${draft.limit}, then the DevBox is ${draft.after === 'stop' ? 'stopped' : 'removed'}`,
	},
];

const shownRuns = 5;

/** Everything about a schedule. Of variables only the names. @param runs the latest first @param open of a run or the image */
export const scheduleFacts = (
	row: ScheduleRow,
	runs: readonly JobSummary[],
	open: {readonly run: (run: JobSummary) => void; readonly image: (() => void) | undefined},
): readonly Fact[] => {
	const {schedule, known, problem} = row;
	const {draft, lastRun} = schedule;
	const next = schedule.isEnabled ? nextRuns(schedule.cron, clockOf(known, Date.now()), shownRuns) : [];
	return [
		{label: 'Problem', text: problem ?? '', meaning: 'warning'},
		{label: 'State', text: schedule.isEnabled ? 'enabled' : 'disabled'},
		{label: 'Worker', text: schedule.worker},
		{label: 'Image', text: schedule.reference, open: open.image},
		{label: 'Command', text: draft.command || 'Windows runs'},
		{label: 'Variables', text: draft.environment.flatMap(each => parseVariable(each)?.name ?? []).join(', ')},
		{label: 'Volumes', text: draft.volumes.join(', ')},
		{label: 'When', text: `${cadenceWords(schedule.cron)} (${schedule.cron})`},
		...(next.length === 0 ? [{label: 'Next runs', text: 'none'}] : []),
		...next.map((at, index) => ({label: index === 0 ? 'Next runs' : '', text: localTime(at, known.zone)})),
		...(runs.length === 0
			? [{label: 'Last runs', text: lastRun === undefined ? 'never' : lastRunText(lastRun)}]
			: []),
		...runs.map(
			(run, index): Fact => ({
				label: index === 0 ? 'Last runs' : '',
				text: runText(run, lastRun),
				meaning: run.outcome === 'done' ? 'success' : run.outcome === undefined ? 'running' : 'warning',
				open: () => open.run(run),
			}),
		),
		...rulesOf(row),
		{label: 'Overlap', text: 'If a run is still going, the next one is skipped and logged.'},
		{label: 'Schedule ID', text: schedule.id},
	];
};

const runText = (run: JobSummary, last: ScheduledRun | undefined): string => {
	const when = ago(Date.parse(run.request.at));
	return run.request.id === last?.job ? `${when}: ${lastRunText(last)}` : `${when}: ${jobWord(run)}`;
};

const lastRunText = (run: ScheduledRun): string =>
	`${runWord(run)}${run.said === undefined ? '' : `: ${run.said.text}`}`;
