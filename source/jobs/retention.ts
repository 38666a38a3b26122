import pLimit from 'p-limit';
import {counted} from '../model/counted.ts';
import type {Image} from '../model/image.ts';
import {type ImageUse, listedUse} from '../model/image-use.ts';
import {mayChangeImage, requireAllowed} from '../model/policy.ts';
import {applyRetention, type Retained, type Retention} from '../model/retention.ts';
import {retentionPlan} from '../plan/retention.ts';
import type {Remote} from '../remote/remote.ts';
import {readImageUse} from './change-image.ts';
import type {Requester} from './create-image.ts';
import {listSchedules} from './list-schedules.ts';
import {type PlannedJob, plannedJob} from './planned-job.ts';

/** Scripts on one worker at once. */
const atOnce = 3;

/**
 * Judges a user's images on a worker. What uses an image is read from the lists first, and from the worker again for those that
 * would be old: only it knows the volumes.
 * @throws Failure when the worker does not answer
 */
export const readRetention = async (
	remote: Remote,
	retention: Retention,
	{user, signal}: {readonly user: string; readonly signal: AbortSignal},
): Promise<readonly Retained[]> => {
	const [{managed}, devboxes, {schedules, skewMs}] = await Promise.all([
		remote.images({signal}),
		remote.devboxes({signal}),
		listSchedules(remote, {signal}),
	]);
	const listed = (image: Image) => listedUse(image, {images: managed, devboxes, schedules});
	// The images have the times of the worker's clock.
	const at = {user, now: Date.now() + skewMs};
	const judge = (useOf: (image: Image) => ImageUse) =>
		applyRetention(
			managed.map(image => ({image, use: useOf(image)})),
			retention,
			at,
		);
	const limit = pLimit(atOnce);
	const read = await Promise.all(
		judge(listed)
			.filter(({isOld}) => isOld)
			.map(({image}) => limit(async () => [image, await readImageUse(remote, image, {signal})] as const)),
	);
	const uses = new Map(read);
	return judge(image => uses.get(image) ?? listed(image));
};

/**
 * Plans the deletion of old images of the user on one worker. @param images as `applyRetention` judged them, at least one
 * @throws Failure (refused) for a role that may not, and for images of others
 */
export const planRetention = (images: readonly [Image, ...Image[]], requester: Requester): PlannedJob => {
	for (const image of images) requireAllowed(mayChangeImage(requester.account, image));
	const [{worker}] = images;
	return plannedJob(requester, {
		kind: 'prune',
		title: `Delete ${counted(images.length, 'old image')}`,
		worker,
		reference: '',
		plan: retentionPlan(images),
	});
};
