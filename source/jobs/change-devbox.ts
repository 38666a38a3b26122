import type {Account} from '../model/account.ts';
import {type Devbox, ownerOf, stopRefusal} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import {devboxNameProblem} from '../model/launch.ts';
import {mayChangeDevbox, requireAllowed} from '../model/policy.ts';
import {quote} from '../model/shell.ts';
import {devboxPlans, renamePlan} from '../plan/devbox.ts';
import type {Plan} from '../plan/step.ts';
import type {Remote} from '../remote/remote.ts';
import devboxScript from '../worker/steps/devbox.sh';
import ownership from '../worker/steps/ownership.sh';
import windowsEnd from '../worker/steps/windows/windows-end.sh';
import type {Requester} from './create-image.ts';
import {type PlannedJob, plannedJob} from './planned-job.ts';
import {startJob} from './start-job.ts';

export type DevboxChange = keyof typeof devboxPlans;

const looks = {
	start: {title: 'Start', word: 'started'},
	stop: {title: 'Stop', word: 'stopped'},
	pause: {title: 'Pause', word: 'paused'},
	remove: {title: 'Remove', word: 'removed'},
} as const;

/** Plans the start, stop, pause or removal of the user's own DevBox. @throws Failure (refused) for other owners and viewers */
export const planChange = (devbox: Devbox, change: DevboxChange, requester: Requester): PlannedJob => {
	const {title, word} = looks[change];
	requireAllowed(mayChangeDevbox(requester.account));
	mustOwn(devbox, requester.account, `it was not ${word}`);
	if (change === 'stop') mustStay(devbox);
	return jobOf(devbox, requester, {
		kind: change,
		title: `${title} ${devbox.name}`,
		plan: devboxPlans[change]({user: requester.account.user, devbox}),
	});
};

/**
 * Plans another name for the user's own DevBox.
 * @throws Failure (refused) for other owners and viewers, (usage) for a name that Podman does not take
 */
export const planRename = (devbox: Devbox, name: string, requester: Requester): PlannedJob => {
	requireAllowed(mayChangeDevbox(requester.account));
	mustOwn(devbox, requester.account, 'it was not renamed');
	const problem = devboxNameProblem(name, []);
	if (problem !== undefined)
		throw new Failure(`A DevBox cannot be named ${quote([name])}.`, {kind: 'usage', hint: problem});
	return jobOf(devbox, requester, {
		kind: 'rename',
		title: `Rename ${devbox.name} to ${name}`,
		plan: renamePlan({user: requester.account.user, devbox}, name),
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

const mustStay = (devbox: Devbox): void => {
	const why = stopRefusal(devbox);
	if (why === undefined) return;
	throw new Failure(`${devbox.name} was not stopped. ${why}`, {
		kind: 'refused',
		hint: 'Pause it, or remove it if you no longer need its files.',
	});
};

const jobOf = (
	devbox: Devbox,
	requester: Requester,
	what: Pick<JobRequest, 'kind' | 'title'> & {readonly plan: Plan},
): PlannedJob =>
	plannedJob(requester, {
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
			{name: 'windows-end.sh', text: windowsEnd},
		],
	});
