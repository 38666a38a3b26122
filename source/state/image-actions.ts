import {type Removed, readImageUse, removeImage} from '../jobs/change-image.ts';
import {compareImages, type ImageComparison, readImageDetails} from '../jobs/read-image.ts';
import {tagImage} from '../jobs/tag-image.ts';
import type {Image} from '../model/image.ts';
import type {ImageDetails} from '../model/image-details.ts';
import type {ImageUse} from '../model/image-use.ts';
import type {DevboxDeps} from './devbox-actions.ts';

/** Actions on images that take no time, so they are no jobs. */
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
	/** @param use as it was shown @param isForced accept that schedules fail */
	removeImage(image: Image, use: ImageUse, isForced: boolean): Promise<Removed>;
};

export const imageActions = ({
	store,
	remoteOf,
	refresh,
}: Pick<DevboxDeps, 'store' | 'remoteOf' | 'refresh'>): ImageActions => {
	const account = () => store.get().account;
	return {
		readImageUse: async image => readImageUse(await remoteOf(image.worker), image),
		readImageDetails: async (image, signal) =>
			readImageDetails(await remoteOf(image.worker), image, {signal}),
		async compareImages([a, b], how) {
			const [from, to] = await Promise.all([remoteOf(a.worker), remoteOf(b.worker)]);
			return compareImages({remote: from, image: a}, {remote: to, image: b}, how);
		},
		async tagImage(image, wanted) {
			const reference = await tagImage(await remoteOf(image.worker), image, {account: account(), wanted});
			refresh(image.worker);
			return reference;
		},
		async removeImage(image, use, isForced) {
			const how = {use, isForced, account: account()};
			const removed = await removeImage(await remoteOf(image.worker), image, how);
			refresh(image.worker);
			return removed;
		},
	};
};
