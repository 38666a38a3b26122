import {cadenceWords, nextRuns} from '../../model/cadence.ts';
import {capabilityTitle} from '../../model/capability.ts';
import {parseVariable} from '../../model/environment.ts';
import type {JobSummary} from '../../model/job.ts';
import {jobWord} from '../../model/job-state.ts';
import {shortReference} from '../../model/reference.ts';
import {clockOf, nextRun, type Schedule, type ScheduledRun} from '../../model/schedule.ts';
import {keepText} from '../../model/scheduled-task.ts';
import {localTime, runWord} from '../../model/when.ts';
import type {DetailRow} from '../../parts/detail-rows.tsx';
import {ago} from '../shared/age.ts';
import type {Fact} from '../shared/facts-page.tsx';
import type {Detail} from '../shared/list-panels.tsx';
import type {ScheduleRow} from './schedule-rows.ts';

const triggers = {systemd: 'a systemd timer', cron: 'cron'} as const;

/** What is known of the schedule under the cursor: its problem first, then how the last run ended and what it runs. */
export const scheduleDetail = (row: ScheduleRow): Detail => {
	const {schedule, known, problem} = row;
	const {draft, lastRun} = schedule;
	const next = nextRun(schedule, clockOf(known, Date.now()));
	return {
		title: draft.name,
		note: `${schedule.isEnabled ? 'enabled' : 'disabled'} on ${schedule.worker}`,
		rows: [
			{label: 'Problem', text: problem ?? '', meaning: 'warning'},
			// First, because a narrow list has no column for it, and a low panel few lines.
			{label: 'Last run', text: lastRun === undefined ? 'never' : lastRunText(lastRun)},
			...whatOf(schedule),
			{label: 'When', text: cadenceWords(schedule.cron)},
			{label: 'Next run', text: next === undefined ? 'none' : localTime(next, known.zone)},
			...rulesOf(row),
		],
	};
};

/** What it does, and with which image. */
const whatOf = ({task, draft, reference, lastImage}: Schedule): readonly DetailRow[] => {
	if (task === undefined)
		return [
			{label: 'Image', text: reference},
			{label: 'Command', text: draft.command || 'Windows runs'},
		];
	if (task.kind === 'prune')
		return [
			{label: 'Deletes', text: `old images of ${task.names.join(', ') || 'all names'}`},
			{label: 'Keeps', text: keepText(task)},
		];
	return [
		{label: 'Snapshot of', text: task.devbox.name},
		{label: 'Images', text: `${draft.name}:${task.tag}`},
		{label: 'Keeps', text: keepText(task) || 'all of them'},
		{label: 'Last image', text: lastImage === undefined ? 'none' : shortReference(lastImage)},
	];
};

const secretRules = {
	exclude: 'left out as found when it was saved; a run refuses if other files could hold some',
	fail: 'a run refuses if other files than when it was saved could hold some',
	keep: 'kept',
	skip: 'not searched for',
} as const;

const rulesOf = ({schedule: {draft, task, trigger, user}}: ScheduleRow): readonly DetailRow[] => [
	{label: 'Started by', text: trigger === undefined ? 'nothing' : triggers[trigger]},
	{label: 'Owner', text: user},
	...(task?.kind === 'snapshot'
		? [
				{label: 'Capabilities', text: task.choices.capabilities.map(capabilityTitle).join(', ')},
				{label: 'Secrets', text: secretRules[task.choices.secrets]},
			]
		: []),
	...(task === undefined
		? [
				{
					label: 'Limit',
					text: `${draft.limit}, then the DevBox is ${draft.after === 'stop' ? 'stopped' : 'removed'}`,
				},
			]
		: []),
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
		...whatOf(schedule).map(each => (each.label === 'Image' ? {...each, open: open.image} : each)),
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
