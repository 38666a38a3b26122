import {readImageUse} from '../jobs/change-image.ts';
import {planDelete, planPrune, submitImageJob} from '../jobs/image-jobs.ts';
import {listUnnamed, type UnnamedImage} from '../jobs/prune-images.ts';
import {compareImages, type ImageComparison, readImageDetails} from '../jobs/read-image.ts';
import {planRetention, readRetention} from '../jobs/retention.ts';
import {tagImage} from '../jobs/tag-image.ts';
import type {Image} from '../model/image.ts';
import type {ImageDetails} from '../model/image-details.ts';
import type {ImageUse} from '../model/image-use.ts';
import type {JobRequest} from '../model/job.ts';
import type {Retained, Retention} from '../model/retention.ts';
import type {SaveStream} from '../model/stream-to-save.ts';
import {type ArchiveActions, archiveActions} from './archive-actions.ts';
import {type CopyActions, copyActions} from './copy-actions.ts';
import type {DevboxDeps} from './devbox-actions.ts';
import {type RegistryActions, registryActions} from './registry-actions.ts';
import {submitFollowed} from './submit-followed.ts';

/** Actions on images. Deleting is a job, because layers of gigabytes can take long; the others take no time. */
export type ImageActions = {
	/** What uses it, read from its worker now. */
	readImageUse(image: Image): Promise<ImageUse>;
	readImageDetails(image: Image, signal: AbortSignal): Promise<ImageDetails>;
	/** @param size writes bytes */
	compareImages(
		images: readonly [Image, Image],
		how: {readonly size: (bytes: number) => string; readonly signal: AbortSignal},
	): Promise<ImageComparison>;
	/** One more name. @returns its reference */
	tagImage(image: Image, wanted: string): Promise<string>;
	/** Deletes a name of an image, as a job that is followed. @param use as it was shown */
	deleteImage(image: Image, use: ImageUse): Promise<JobRequest>;
	/** The user's images on a worker that have no name and that nothing needs, as `ingot images prune` lists them. */
	listUnnamed(worker: string): Promise<readonly UnnamedImage[]>;
	/** Deletes those of one worker, as a job that is followed. */
	pruneImages(worker: string, images: readonly UnnamedImage[]): Promise<JobRequest>;
	/** Which images of a user, by default of this one, are kept on a worker and which are old, each with the reason. */
	listRetention(worker: string, retention: Retention, user?: string): Promise<readonly Retained[]>;
	/** Deletes old images of one worker, as a job that is followed; the worker judges again what is in use. */
	pruneOld(images: readonly [Image, ...Image[]]): Promise<JobRequest>;
};

/** @param signal ends transfers of layers */
export const imageActions = (
	{
		store,
		remoteOf,
		refresh,
		follow,
		requester,
		saveStream,
	}: Pick<DevboxDeps, 'store' | 'remoteOf' | 'refresh' | 'follow' | 'requester'> & {
		readonly saveStream: SaveStream;
	},
	signal: AbortSignal,
): ImageActions & CopyActions & ArchiveActions & RegistryActions => {
	const account = () => store.get().account;
	const copies = copyActions({store, requester, remoteOf, follow}, signal);
	const submit = submitFollowed({remoteOf, follow}, submitImageJob);
	return {
		...copies,
		...archiveActions(
			{store, requester, remoteOf, follow, saveStream, noteSending: copies.noteSending},
			signal,
		),
		...registryActions({store, requester, remoteOf, follow}),
		readImageUse: async image => readImageUse(await remoteOf(image.worker), image),
		readImageDetails: async (image, until) =>
			readImageDetails(await remoteOf(image.worker), image, {signal: until}),
		async compareImages([a, b], how) {
			const [from, to] = await Promise.all([remoteOf(a.worker), remoteOf(b.worker)]);
			return compareImages({remote: from, image: a}, {remote: to, image: b}, how);
		},
		async tagImage(image, wanted) {
			const reference = await tagImage(await remoteOf(image.worker), image, {account: account(), wanted});
			refresh(image.worker);
			return reference;
		},
		deleteImage: async (image, use) => submit(planDelete(image, use, {account: account(), ...requester})),
		listUnnamed: async worker => listUnnamed(await remoteOf(worker), account()),
		pruneImages: async (worker, images) => {
			const ids = images.map(({id}) => id);
			return submit(planPrune(worker, ids, {account: account(), ...requester}));
		},
		listRetention: async (worker, retention, user = account().user) =>
			readRetention(await remoteOf(worker), retention, {user, signal}),
		pruneOld: async images => submit(planRetention(images, {account: account(), ...requester})),
	};
};
