import type {Image} from '../model/image.ts';
import type {JobRequest} from '../model/job.ts';
import type {LaunchContext} from '../model/launch.ts';
import {mayChangeSchedule, mayLaunch, requireAllowed} from '../model/policy.ts';
import {
	cronOf,
	type Schedule,
	type ScheduleDraft,
	type Schedules,
	scheduleProblems,
} from '../model/schedule.ts';
import {withArguments} from '../model/shell.ts';
import {launchFiles, schedulePlan} from '../plan/schedule.ts';
import {scheduleFiles} from '../plan/schedule-files.ts';
import type {Plan, PlanFile} from '../plan/step.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import stateFolder from '../worker/jobs/state-folder.sh';
import jobProcess from '../worker/runner/job-process.sh';
import runSchedule from '../worker/schedules/run-schedule.sh';
import scheduledRun from '../worker/schedules/scheduled-run.sh';
import stageSchedule from '../worker/schedules/stage-schedule.sh';
import type {Requester} from './create-image.ts';
import {draftFailure} from './draft-failure.ts';
import {newScheduleId} from './job-id.ts';
import {probeLaunch} from './launch-context.ts';
import {launchScripts} from './launch-scripts.ts';
import {listSchedules} from './list-schedules.ts';
import {refuseUnfit} from './refuse-unfit.ts';
import {runnerFiles} from './runner-files.ts';
import {controlSchedules} from './schedule-control.ts';

/** What the form and the plan of a schedule need to know about its worker. */
export type ScheduleProbe = {readonly context: LaunchContext; readonly known: Schedules};

/** Reads from a worker what a schedule of an image needs. */
export const probeSchedule = async (
	remote: Remote,
	image: Image,
	options: RunOptions & {user: string},
): Promise<ScheduleProbe> => {
	const [context, known] = await Promise.all([
		probeLaunch(remote, image, options),
		listSchedules(remote, options),
	]);
	return {context, known};
};

/** A planned schedule: what the summary shows, `--dry-run` prints and the worker runs. */
export type PlannedSchedule = {
	readonly schedule: Schedule;
	readonly plan: Plan;
	/** Its own. */
	readonly files: readonly PlanFile[];
	/** Those that each run gets: the scripts of its steps, and their data. */
	readonly jobFiles: readonly PlanFile[];
};

/** Checks policy and draft, and makes the plan; does not contact the worker. @param edited the schedule to change @throws Failure with a hint */
export const planSchedule = (
	{context, known}: ScheduleProbe,
	draft: ScheduleDraft,
	{account, host, ingot, edited}: Requester & {edited?: Schedule | undefined},
): PlannedSchedule => {
	requireAllowed(edited === undefined ? mayLaunch(account) : mayChangeSchedule(account, edited));
	refuseWhat({context, known}, draft, edited);
	const id = edited?.id ?? newScheduleId();
	const user = edited?.user ?? account.user;
	const wanted = {id, user, context, draft};
	const plan = schedulePlan(wanted);
	const {reference} = context.image;
	const request: JobRequest = {
		version: 1,
		id: '',
		kind: 'run',
		title: `Run ${draft.name} from ${reference}`,
		worker: context.worker.name,
		user,
		host,
		ingot,
		at: '',
		devbox: {id: '', name: draft.name},
		reference,
		steps: plan.steps.map(step => ({id: step.id, title: step.title})),
	};
	const schedule: Schedule = {
		id,
		revision: edited?.revision ?? 0,
		worker: context.worker.name,
		user,
		reference,
		draft,
		cron: cronOf(draft),
		isEnabled: edited?.isEnabled ?? true,
		trigger: known.trigger,
		problem: undefined,
		lastRun: edited?.lastRun,
	};
	return {
		schedule,
		plan,
		files: scheduleFiles(schedule, {plan, request}),
		jobFiles: [
			...launchScripts(context),
			{name: 'scheduled-run.sh', text: scheduledRun},
			...launchFiles(wanted),
		],
	};
};

const refuseWhat = ({context, known}: ScheduleProbe, draft: ScheduleDraft, edited?: Schedule): void => {
	refuseUnfit(context);
	const {golden} = context;
	const {os} = context.image;
	const failure = draftFailure(
		scheduleProblems(draft, {schedules: known.schedules, names: context.names, os, golden}, edited?.id),
		scheduleProblems(draft, {schedules: [], names: [], os, golden}),
	);
	if (failure !== undefined) throw failure;
};

/** Stores it on the worker, which runs it from then on. @throws Failure (conflict) if it was edited meanwhile */
export const saveSchedule = async (
	remote: Remote,
	{schedule, files, jobFiles}: PlannedSchedule,
): Promise<void> => {
	const stage = `.new.${crypto.randomUUID()}`;
	const ofJob = [...runnerFiles, ...jobFiles];
	const all = [
		...files,
		{name: 'run.sh', text: `${jobProcess}\n${runSchedule}`},
		{name: 'job-files', text: ofJob.map(({name}) => `${name}\n`).join('')},
		...ofJob,
	];
	const words = all.flatMap(({name, text}) => [name, text]);
	const before = withArguments([stage, ...words], stateFolder, stageSchedule);
	await controlSchedules(remote, ['save', schedule.id, String(schedule.revision), stage], {before});
};
