import {counted} from '../model/counted.ts';
import type {Image} from '../model/image.ts';
import {type ImageUse, isLastTag} from '../model/image-use.ts';
import {mayChangeImage, requireAllowed} from '../model/policy.ts';
import {shortReference} from '../model/reference.ts';
import {deletePlan, prunePlan} from '../plan/image.ts';
import type {Remote} from '../remote/remote.ts';
import {requireRemovable} from './change-image.ts';
import type {Requester} from './create-image.ts';
import {imageScripts} from './image-scripts.ts';
import {type PlannedJob, plannedJob} from './planned-job.ts';
import {startJob} from './start-job.ts';

/**
 * Plans the deletion of a name of an image, whether or not schedules use it.
 * @param use as the user saw it, without the names that are deleted before @throws Failure (refused) as requireRemovable
 */
export const planDelete = (image: Image, use: ImageUse, requester: Requester): PlannedJob => {
	requireRemovable(image, use, {account: requester.account, isForced: true});
	return plannedJob(requester, {
		kind: 'delete',
		title: `Delete ${shortReference(image.reference)}`,
		worker: image.worker,
		reference: image.reference,
		plan: deletePlan(image, {isLast: isLastTag(use)}),
	});
};

/** Plans the deletion of the user's unnamed images on a worker. @throws Failure (refused) for a role that may not */
export const planPrune = (worker: string, ids: readonly string[], requester: Requester): PlannedJob => {
	const {user} = requester.account;
	requireAllowed(mayChangeImage(requester.account, {owner: user}));
	return plannedJob(requester, {
		kind: 'prune',
		title: `Delete ${counted(ids.length, 'unnamed image')}`,
		worker,
		reference: '',
		plan: prunePlan(user, ids),
	});
};

/** Starts it on the worker. */
export const submitImageJob = (remote: Remote, job: PlannedJob): Promise<void> =>
	startJob(remote, {...job, scripts: imageScripts});
