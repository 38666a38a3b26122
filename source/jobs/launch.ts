import {randomUUID} from 'node:crypto';
import type {JobRequest} from '../model/job.ts';
import {type LaunchContext, type LaunchDraft, launchProblems} from '../model/launch.ts';
import {mayLaunch, requireAllowed} from '../model/policy.ts';
import {launchFiles, launchPlan} from '../plan/launch.ts';
import type {Plan, PlanFile} from '../plan/step.ts';
import type {Remote} from '../remote/remote.ts';
import type {Requester} from './create-image.ts';
import {draftFailure} from './draft-failure.ts';
import {newJobId} from './job-id.ts';
import {launchScripts} from './launch-scripts.ts';
import {refuseUnfit} from './refuse-unfit.ts';
import {startJob} from './start-job.ts';

/** A planned launch: what the summary shows, `--dry-run` prints and the worker runs. */
export type PlannedLaunch = {
	readonly request: JobRequest;
	readonly plan: Plan;
	readonly files: readonly PlanFile[];
	/** The scripts of its steps. */
	readonly scripts: readonly PlanFile[];
};

/** Checks policy and draft, and makes the plan; does not contact the worker. @throws Failure (refused, usage, conflict) with a hint */
export const planLaunch = (
	context: LaunchContext,
	draft: LaunchDraft,
	{account, host, ingot}: Requester,
): PlannedLaunch => {
	requireAllowed(mayLaunch(account));
	refuseUnfit(context);
	const failure = draftFailure(
		launchProblems(draft, context),
		launchProblems(draft, {...context, names: [], portsTaken: new Map()}),
	);
	if (failure !== undefined) throw failure;
	const now = new Date();
	const wanted = {job: newJobId(now), user: account.user, context, draft, machine: randomUUID()};
	const plan = launchPlan(wanted);
	const {reference} = context.image;
	const request: JobRequest = {
		version: 1,
		id: wanted.job,
		kind: 'launch',
		title: `Launch ${draft.name} from ${reference}`,
		worker: context.worker.name,
		user: account.user,
		host,
		ingot,
		at: now.toISOString(),
		devbox: {id: '', name: draft.name},
		reference,
		steps: plan.steps.map(step => ({id: step.id, title: step.title})),
	};
	return {request, plan, files: launchFiles(wanted), scripts: launchScripts(context)};
};

/** Starts it on the worker. */
export const submitLaunch = (remote: Remote, {request, plan, files, scripts}: PlannedLaunch): Promise<void> =>
	startJob(remote, {request, plan, scripts: [...scripts, ...files]});
