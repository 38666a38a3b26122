import type {JobRequest} from '../model/job.ts';
import type {Plan} from '../plan/step.ts';
import type {Requester} from './create-image.ts';
import {newJobId} from './job-id.ts';

/** A job that only has to be started. */
export type PlannedJob = {readonly request: JobRequest; readonly plan: Plan};

/** A new job of this user, from here and now. */
export const plannedJob = (
	{account, host, ingot}: Requester,
	{
		plan,
		devbox = {id: '', name: ''},
		...what
	}: Pick<JobRequest, 'kind' | 'title' | 'worker' | 'reference'> & {
		readonly plan: Plan;
		/** Left out where the job is about an image. */
		readonly devbox?: JobRequest['devbox'];
	},
): PlannedJob => {
	const now = new Date();
	const request: JobRequest = {
		version: 1,
		id: newJobId(now),
		...what,
		devbox,
		user: account.user,
		host,
		ingot,
		at: now.toISOString(),
		steps: plan.steps.map(({id, title}) => ({id, title})),
	};
	return {request, plan};
};
