import {planCopy} from '../jobs/copy-image.ts';
import {readCopySource, readCopyTarget} from '../jobs/read-copy.ts';
import {submitCopy} from '../jobs/send-layers.ts';
import type {Image} from '../model/image.ts';
import type {JobRequest} from '../model/job.ts';
import type {DevboxDeps} from './devbox-actions.ts';

/** Copying an image to another worker, through this computer. */
export type CopyActions = {
	/** Starts the job on the target and follows it, while the layers are sent. @returns undefined where the image is there already */
	copyImage(image: Image, to: string): Promise<JobRequest | undefined>;
	/** Whether layers are being sent: that copy or import fails if this process ends. */
	isCopying(): boolean;
	/** @param sent the end of a transfer that this process carries */
	noteSending(sent: Promise<void>): void;
};

export const copyActions = (
	{store, asker, remoteOf, follow}: Pick<DevboxDeps, 'store' | 'asker' | 'remoteOf' | 'follow'>,
	signal: AbortSignal,
): CopyActions => {
	let sending = 0;
	const noteSending = (sent: Promise<void>): void => {
		sending += 1;
		void sent.then(() => {
			sending -= 1;
		});
	};
	return {
		noteSending,
		isCopying: () => sending > 0,
		async copyImage(image, to) {
			const [from, target] = await Promise.all([remoteOf(image.worker), remoteOf(to)]);
			const [source, there] = await Promise.all([
				readCopySource(from, image, {signal}),
				readCopyTarget(target, image, {signal}),
			]);
			const asked = {account: store.get().account, ...asker};
			const planned = planCopy({source, target: there}, {overwrite: false, force: false}, asked);
			if (planned === undefined) return undefined;
			const ends = {source: () => remoteOf(image.worker), target: () => remoteOf(to), signal};
			const {sent} = await submitCopy(ends, planned);
			noteSending(sent);
			follow(planned.request);
			return planned.request;
		},
	};
};
