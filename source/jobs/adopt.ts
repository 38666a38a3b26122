import type {Account} from '../model/account.ts';
import {type Devbox, type Os, ownerOf} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import {mayChangeDevbox, mayLaunch, requireAllowed} from '../model/policy.ts';
import type {Remote} from '../remote/remote.ts';
import {adoptedScript} from './list-devboxes.ts';

const unanswered = 4;
const taken = 17;

/** Why a container cannot be adopted, or undefined if it can. */
export const adoptionProblem = (devbox: Devbox, account: Account): string | undefined => {
	const owner = ownerOf(devbox);
	if (owner === account.user) return 'it is already yours';
	if (owner !== undefined) return `it belongs to ${owner}`;
	return devbox.cloudWorker !== undefined || devbox.workerKind === 'cloud'
		? 'a Cloud worker manages it'
		: undefined;
};

/**
 * Records on the worker that a container belongs to this user, as if launched by Ingot, and which system runs in it, since
 * its labels cannot be changed. For the user's own DevBoxes only the system is recorded.
 * @param os set by the user; required if uncertain
 * @throws Failure (usage, refused, conflict) if it is missing, or the container belongs to someone else
 */
export const adopt = async (
	remote: Remote,
	devbox: Devbox,
	{account, os}: {account: Account; os?: Os | undefined},
): Promise<void> => {
	requireAllowed(mayLaunch(account));
	const isOwn = os !== undefined && ownerOf(devbox) === account.user;
	const why = isOwn ? undefined : adoptionProblem(devbox, account);
	if (why !== undefined) throw notAdopted(devbox, why);
	if (os === undefined && devbox.osInDoubt)
		throw new Failure(`${devbox.name} may run Windows or Linux; Ingot cannot tell which.`, {
			kind: 'usage',
			hint: 'Add --os windows or --os linux.',
		});
	const record = [devbox.id, account.user, os ?? devbox.os, ...(isOwn ? ['own'] : [])];
	const {code, stdout, stderr} = await remote.run(adoptedScript(['adopt', ...record]));
	if (code === 0) return;
	if (code === taken) throw notAdopted(devbox, `${stdout.trim()} has adopted it`);
	throw new Failure(
		`${devbox.name} could not be adopted on ${remote.worker.name}: ${stderr.trim() || (code === unanswered ? 'Podman did not answer' : 'it is gone')}.`,
		{
			hint: code === unanswered ? 'Try again.' : 'Check that it still exists: ingot devboxes.',
		},
	);
};

/** Undoes an adoption by this user. @throws Failure (refused) if this user did not adopt it, or is a viewer */
export const giveUp = async (remote: Remote, devbox: Devbox, account: Account): Promise<void> => {
	requireAllowed(mayChangeDevbox(account));
	if (devbox.adoptedBy !== account.user)
		throw new Failure(`${devbox.name} was not adopted by ${account.user}.`, {
			kind: 'refused',
			hint: 'Only the user who adopted it can undo that.',
		});
	await remote.run(adoptedScript(['release', devbox.id]));
};

const notAdopted = (devbox: Devbox, why: string): Failure =>
	new Failure(`${devbox.name} cannot be adopted: ${why}.`, {
		kind: 'refused',
		hint: 'You can adopt containers that were not launched with Ingot: your own distroboxes, toolboxes, devcontainers.',
	});
