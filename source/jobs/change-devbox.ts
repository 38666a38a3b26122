import type {Account} from '../model/account.ts';
import {type Devbox, ownerOf} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import {devboxNameProblem} from '../model/launch.ts';
import {devboxPlans, renamePlan} from '../plan/devbox.ts';
import type {Plan} from '../plan/step.ts';
import type {Remote} from '../remote/remote.ts';
import devboxScript from '../worker/steps/devbox.sh';
import ownership from '../worker/steps/ownership.sh';
import type {Asker} from './create-image.ts';
import {type PlannedJob, plannedJob} from './planned-job.ts';
import {startJob} from './start-job.ts';

export type DevboxChange = keyof typeof devboxPlans;

const looks = {
	start: {title: 'Start', word: 'started'},
	stop: {title: 'Stop', word: 'stopped'},
	pause: {title: 'Pause', word: 'paused'},
	remove: {title: 'Remove', word: 'removed'},
} as const;

/** Plans the start, stop, pause or removal of the user's own DevBox. @throws Failure (refused) for other owners */
export const planChange = (devbox: Devbox, change: DevboxChange, asker: Asker): PlannedJob => {
	const {title, word} = looks[change];
	mustOwn(devbox, asker.account, `it was not ${word}`);
	return jobOf(devbox, asker, {
		kind: change,
		title: `${title} ${devbox.name}`,
		plan: devboxPlans[change]({user: asker.account.user, devbox}),
	});
};

/**
 * Plans another name for the user's own DevBox.
 * @throws Failure (refused) for other owners, (usage) for a name that Podman does not take
 */
export const planRename = (devbox: Devbox, name: string, asker: Asker): PlannedJob => {
	mustOwn(devbox, asker.account, 'it was not renamed');
	const problem = devboxNameProblem(name, []);
	if (problem !== undefined)
		throw new Failure(problem, {kind: 'usage', hint: 'Letters, digits and _ . - are allowed.'});
	return jobOf(devbox, asker, {
		kind: 'rename',
		title: `Rename ${devbox.name} to ${name}`,
		plan: renamePlan({user: asker.account.user, devbox}, name),
	});
};

const mustOwn = (devbox: Devbox, account: Account, what: string): void => {
	const owner = ownerOf(devbox);
	if (owner === account.user) return;
	throw new Failure(
		`${devbox.name} ${owner === undefined ? 'has no owner that Ingot knows' : `belongs to ${owner}`}; ${what}.`,
		{
			kind: 'refused',
			hint: owner === undefined ? 'Adopt it first: ingot adopt.' : 'Ask its owner.',
		},
	);
};

const jobOf = (
	devbox: Devbox,
	asker: Asker,
	what: Pick<JobRequest, 'kind' | 'title'> & {readonly plan: Plan},
): PlannedJob =>
	plannedJob(asker, {
		...what,
		worker: devbox.worker,
		devbox: {id: devbox.id, name: devbox.name},
		reference: devbox.image,
	});

/** Starts it on the worker. */
export const submitChange = (remote: Remote, {request, plan}: PlannedJob): Promise<void> =>
	startJob(remote, {
		request,
		plan,
		scripts: [
			{name: 'devbox.sh', text: devboxScript},
			{name: 'ownership.sh', text: ownership},
		],
	});
