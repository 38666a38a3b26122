import {mayChangeImage, mayChangeSchedule, requireAllowed} from '../model/policy.ts';
import type {Schedule, Schedules} from '../model/schedule.ts';
import {type PruneTask, type TaskDraft, taskText} from '../model/scheduled-task.ts';
import {pruneRetention, taskProblems} from '../model/task-problems.ts';
import type {Worker} from '../model/worker.ts';
import {scheduleFiles} from '../plan/schedule-files.ts';
import {scheduledPrunePlan} from '../plan/scheduled-retention.ts';
import type {Requester} from './create-image.ts';
import {draftFailure} from './draft-failure.ts';
import {newScheduleId} from './job-id.ts';
import {plannedJob} from './planned-job.ts';
import {retentionScripts} from './retention-scripts.ts';
import type {PlannedSchedule} from './save-schedule.ts';
import {newSchedule} from './scheduled-task.ts';

/**
 * Checks policy and draft of a schedule that deletes the owner's old images, and makes its plan; does not contact the worker.
 * @throws Failure with a hint
 */
export const planScheduledPrune = (
	{worker, known}: {readonly worker: Worker; readonly known: Schedules},
	draft: TaskDraft & {readonly task: PruneTask},
	{edited, ...requester}: Requester & {readonly edited?: Schedule | undefined},
): PlannedSchedule => {
	const {account} = requester;
	requireAllowed(
		edited === undefined
			? mayChangeImage(account, {owner: account.user})
			: mayChangeSchedule(account, edited),
	);
	const at = {schedules: known.schedules, now: Date.now()};
	const failure = draftFailure(
		taskProblems(draft, at, edited?.id),
		taskProblems(draft, {...at, schedules: []}),
	);
	if (failure !== undefined) throw failure;
	const {task} = draft;
	const schedule = newSchedule(draft, {
		id: edited?.id ?? newScheduleId(),
		edited,
		known,
		worker: worker.name,
		user: account.user,
	});
	const plan = {
		...scheduledPrunePlan(schedule.user, schedule.id, pruneRetention(task)),
		keep: worker.keepJobs,
	};
	const {request} = plannedJob(requester, {
		kind: 'prune',
		title: `Scheduled: ${taskText(schedule)}`,
		worker: worker.name,
		reference: '',
		plan,
	});
	return {
		schedule,
		plan,
		files: scheduleFiles(schedule, {plan, request: {...request, user: schedule.user}}),
		jobFiles: retentionScripts,
	};
};
