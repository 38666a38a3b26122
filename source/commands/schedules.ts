import {listSchedules} from '../jobs/list-schedules.ts';
import {cadenceWords, nextRuns} from '../model/cadence.ts';
import {parseVariable} from '../model/environment.ts';
import {shortReference} from '../model/reference.ts';
import {clockOf, maxSkewMs, nextRun, type Schedule, type Schedules} from '../model/schedule.ts';
import {taskText} from '../model/scheduled-task.ts';
import {neutralise} from '../model/text.ts';
import {localTime, runWord} from '../model/when.ts';
import type {CommandDeps} from './command-deps.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';
import {jsonLine} from './json-line.ts';
import {type Column, printTable, type TableCell} from './print-table.ts';
import {taskRow} from './schedule-row.ts';
import {lastRunMeaning} from './state-meaning.ts';

const columns: readonly Column[] = [
	{head: 'WORKER', rank: 0, minWidth: 8, isName: true},
	{head: 'SCHEDULE', rank: 0, minWidth: 12, isName: true},
	{head: 'WHEN', rank: 4, minWidth: 14},
	{head: 'NEXT RUN', rank: 1},
	{head: 'BY', rank: 6},
	{head: 'TASK', rank: 3, minWidth: 14, isName: true},
	{head: 'LAST IMAGE', rank: 7, minWidth: 14, isName: true},
	{head: 'LAST RUN', rank: 2, minWidth: 12},
	{head: 'USER', rank: 5, minWidth: 8, isName: true},
];

type Row = {readonly schedule: Schedule; readonly known: Schedules};

/** `ingot schedules list`: the schedules of all workers, with cadence, trigger and last run. */
export const printSchedules = async (deps: CommandDeps, options: WorkerOptions): Promise<number> => {
	const {rows, code} = await fromEachWorker(deps, options, async remote => {
		const known = await listSchedules(remote, {signal: deps.signal});
		warnOfSkew(deps, remote.worker.name, known);
		return known.schedules.map(schedule => ({schedule, known}));
	});
	if (options.json) {
		for (const row of rows) deps.out(jsonLine(toRow(row)));
		return code;
	}
	printTable(deps, columns, rows.map(toCells));
	for (const {schedule} of rows) {
		const why = schedule.problem ?? failedBecause(schedule.lastRun);
		if (why !== undefined) deps.err(neutralise(`${schedule.draft.name} on ${schedule.worker}: ${why}`));
	}
	return code;
};

/** Warns if the worker's clock, which schedules use, is off. */
export const warnOfSkew = (deps: CommandDeps, worker: string, {skewMs}: Schedules): void => {
	if (Math.abs(skewMs) <= maxSkewMs) return;
	const by = `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'}`;
	deps.err(`${worker}: the worker’s clock is ${by} this machine’s; schedules use the worker’s clock.`);
};

/** Prints the next runs, for people. */
export const printNextRuns = (deps: CommandDeps, cron: string, known: Schedules): void => {
	const times = nextRuns(cron, clockOf(known, Date.now()), 3);
	deps.err(`${cadenceWords(cron)}: ${times.map(each => localTime(each, known.zone)).join(', ')}`);
};

const bad: ReadonlySet<string> = new Set(['failed', 'refused', 'conflict']);

/** What the last run says, where it did not do its work; a skipped run is none. */
const failedBecause = (run: Schedule['lastRun']): string | undefined => {
	const word = runWord(run);
	return bad.has(word) && run?.said !== undefined ? `last run ${word}: ${run.said.text}` : undefined;
};

const toCells = ({schedule, known}: Row): readonly TableCell[] => {
	const next = nextRun(schedule, clockOf(known, Date.now()));
	return [
		schedule.worker,
		schedule.draft.name,
		cadenceWords(schedule.cron),
		next === undefined ? {text: 'disabled', meaning: 'muted'} : localTime(next, known.zone),
		schedule.trigger ?? '',
		taskText(schedule),
		schedule.lastImage === undefined ? '' : shortReference(schedule.lastImage),
		{text: runWord(schedule.lastRun), meaning: lastRunMeaning(schedule.lastRun)},
		schedule.user,
	];
};

const toRow = ({schedule, known}: Row) => {
	const {draft, lastRun} = schedule;
	return {
		worker: schedule.worker,
		name: draft.name,
		id: schedule.id,
		revision: schedule.revision,
		cron: schedule.cron,
		cadence: cadenceWords(schedule.cron),
		enabled: schedule.isEnabled,
		trigger: schedule.trigger ?? null,
		nextRun: nextRun(schedule, clockOf(known, Date.now()))?.toISOString() ?? null,
		timeZone: known.zone,
		...taskRow(schedule),
		...(schedule.task === undefined && {
			command: draft.command,
			// Names only: values may be secrets.
			environment: draft.environment.flatMap(each => parseVariable(each)?.name ?? []),
			volumes: draft.volumes,
			after: draft.after,
			limit: draft.limit,
		}),
		owner: schedule.user,
		problem: schedule.problem ?? null,
		lastRun: lastRun && {
			job: lastRun.job,
			startedAt: new Date(lastRun.at).toISOString(),
			outcome: lastRun.outcome ?? (lastRun.isAlive ? 'running' : 'interrupted'),
			text: lastRun.said?.text ?? '',
		},
	};
};
