import {Failure} from '../model/failure.ts';
import {mayChangeSchedule, mayCreateImage, requireAllowed} from '../model/policy.ts';
import {toReference} from '../model/reference.ts';
import type {Schedule, Schedules} from '../model/schedule.ts';
import type {SnapshotTask, TaskDraft} from '../model/scheduled-task.ts';
import {type Draft, isWindows, type SnapshotSource} from '../model/snapshot.ts';
import {retentionOf, taskProblems} from '../model/task-problems.ts';
import {neutralise} from '../model/text.ts';
import {readablePlan, runWords, wordsFile} from '../plan/run-words.ts';
import {scheduleFiles} from '../plan/schedule-files.ts';
import {withRetention} from '../plan/scheduled-retention.ts';
import {scheduledSnapshotPlan} from '../plan/scheduled-snapshot.ts';
import type {PlanFile} from '../plan/step.ts';
import type {Remote} from '../remote/remote.ts';
import ignoreFiles from '../worker/queries/ignore-files.sh';
import scheduledSnapshot from '../worker/schedules/scheduled-snapshot.sh';
import {type PlannedSnapshot, planSnapshot, type Requester} from './create-image.ts';
import {draftFailure} from './draft-failure.ts';
import {newScheduleId} from './job-id.ts';
import {readIgnoreFiles} from './read-ignore-files.ts';
import {retentionScripts} from './retention-scripts.ts';
import type {PlannedSchedule} from './save-schedule.ts';
import {readSavedExcludes} from './saved-excludes.ts';
import {newSchedule} from './scheduled-task.ts';
import {snapshotScripts} from './snapshot-scripts.ts';

/** What the plan of a scheduled snapshot needs to know about its DevBox and worker. */
export type SnapshotProbe = {readonly source: SnapshotSource; readonly known: Schedules};

/**
 * Refuses what no run could do by itself: patterns of what to leave out, which only a client can apply to new files, and Windows.
 * @throws Failure (refused) with a hint
 */
export const refuseUnschedulable = async (
	remote: Remote,
	source: SnapshotSource,
	{ignoresSaved, signal}: {readonly ignoresSaved: boolean; readonly signal?: AbortSignal},
): Promise<void> => {
	const {devbox} = source;
	const name = neutralise(devbox.name);
	if (isWindows(devbox))
		throw new Failure(
			`${name} runs Windows, which a schedule cannot snapshot: someone may be working in it when it shuts down.`,
			{
				kind: 'refused',
				hint: 'Create the image with `ingot create` when nobody uses it.',
			},
		);
	const [ignored, saved] = await Promise.all([
		readIgnoreFiles(remote, source, {...(signal && {signal})}),
		ignoresSaved ? [] : readSavedExcludes(remote, devbox.id, {...(signal && {signal})}),
	]);
	if (ignored.length > 0)
		throw new Failure(
			`${name} has .ingotignore patterns, which a schedule cannot apply to files that are new at a run.`,
			{
				kind: 'refused',
				hint: 'Remove them from the DevBox, and name whole paths with --leave-out.',
			},
		);
	if (saved.length > 0)
		throw new Failure(
			`The worker has saved patterns for ${name}, which a schedule cannot apply to files that are new at a run.`,
			{
				kind: 'refused',
				hint: 'Use --no-saved-excludes, and name whole paths with --leave-out.',
			},
		);
};

/**
 * Checks policy and drafts, and makes the plan; does not contact the worker. @param image what is made of the DevBox; its name and tag
 * are the schedule's @throws Failure with a hint
 */
export const planScheduledSnapshot = (
	{source, known}: SnapshotProbe,
	{image, ...draft}: TaskDraft & {readonly task: SnapshotTask; readonly image: Omit<Draft, 'name' | 'tag'>},
	{edited, ...requester}: Requester & {readonly edited?: Schedule | undefined},
): PlannedSchedule & {readonly snapshot: PlannedSnapshot} => {
	requireAllowed(mayCreateImage(requester.account));
	if (edited !== undefined) requireAllowed(mayChangeSchedule(requester.account, edited));
	const at = {schedules: known.schedules, now: Date.now()};
	const failure = draftFailure(
		taskProblems(draft, at, edited?.id),
		taskProblems(draft, {...at, schedules: []}),
	);
	if (failure !== undefined) throw failure;
	const words = runWords(crypto.randomUUID().replaceAll('-', ''));
	const {name, task} = draft;
	const schedule = newSchedule(draft, {
		id: edited?.id ?? newScheduleId(),
		edited,
		known,
		worker: source.worker.name,
		user: requester.account.user,
	});
	const snapshot = planSnapshot(
		source,
		{...image, name, tag: words.tag, overwrite: task.overwrite},
		{...requester, account: {...requester.account, user: schedule.user}, run: words},
	);
	const retention = retentionOf(task);
	const plan = withRetention(
		scheduledSnapshotPlan(
			{...snapshot.plan, keep: source.worker.keepJobs},
			{id: schedule.id, name, task, words},
		),
		{user: schedule.user, name, retention},
	);
	const request = {
		...snapshot.request,
		reference: toReference(name, words.tag),
		steps: plan.steps.map(({id, title}) => ({id, title})),
	};
	return {
		schedule,
		plan: readablePlan(plan, words, task.tag),
		snapshot,
		files: [...scheduleFiles(schedule, {plan, request}), wordsFile(words, task.tag)],
		jobFiles: [
			...withoutDuplicates([
				...snapshotScripts(snapshot.chosen.method),
				...(retention === undefined ? [] : retentionScripts),
			]),
			...snapshot.files,
			{name: 'scheduled-snapshot.sh', text: scheduledSnapshot},
			{name: 'ignore-files.sh', text: ignoreFiles},
		],
	};
};

/** Both jobs use some of the same scripts. */
const withoutDuplicates = (scripts: readonly PlanFile[]): readonly PlanFile[] => [
	...new Map(scripts.map(each => [each.name, each])).values(),
];
