import {type Devbox, ownerOf} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import {removePlan, startPlan, stopPlan} from '../plan/devbox.ts';
import type {Plan} from '../plan/step.ts';
import type {Remote} from '../remote/remote.ts';
import devboxScript from '../worker/steps/devbox.sh';
import ownership from '../worker/steps/ownership.sh';
import type {Asker} from './create-image.ts';
import {newJobId} from './job-id.ts';
import {startJob} from './start-job.ts';

export type DevboxChange = 'start' | 'stop' | 'remove';
export type PlannedChange = {readonly request: JobRequest; readonly plan: Plan};

const looks = {
	start: {plan: startPlan, title: 'Start', word: 'started'},
	stop: {plan: stopPlan, title: 'Stop', word: 'stopped'},
	remove: {plan: removePlan, title: 'Remove', word: 'removed'},
} as const;

/** Plans the start, stop or removal of the user's own DevBox. @throws Failure (refused) for other owners */
export const planChange = (
	devbox: Devbox,
	change: DevboxChange,
	{account, host, ingot}: Asker,
): PlannedChange => {
	const {plan: planOf, title, word} = looks[change];
	const owner = ownerOf(devbox);
	if (owner !== account.user) {
		throw new Failure(
			`${devbox.name} ${owner === undefined ? 'has no owner that Ingot knows' : `belongs to ${owner}`}; it was not ${word}.`,
			{
				kind: 'refused',
				hint: owner === undefined ? 'Adopt it first: ingot adopt.' : 'Ask its owner.',
			},
		);
	}
	const now = new Date();
	const plan = planOf({user: account.user, devbox});
	const request: JobRequest = {
		version: 1,
		id: newJobId(now),
		kind: change,
		title: `${title} ${devbox.name}`,
		worker: devbox.worker,
		user: account.user,
		host,
		ingot,
		at: now.toISOString(),
		devbox: {id: devbox.id, name: devbox.name},
		reference: devbox.image,
		steps: plan.steps.map(step => ({id: step.id, title: step.title})),
	};
	return {request, plan};
};

/** Starts it on the worker. */
export const submitChange = (remote: Remote, {request, plan}: PlannedChange): Promise<void> =>
	startJob(remote, {
		request,
		plan,
		scripts: [
			{name: 'devbox.sh', text: devboxScript},
			{name: 'ownership.sh', text: ownership},
		],
	});
