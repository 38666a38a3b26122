import pLimit from 'p-limit';
import {planCopy} from '../jobs/copy-image.ts';
import {readCopySource, readCopyTarget} from '../jobs/read-copy.ts';
import {copiesAtOnce, submitCopy} from '../jobs/send-layers.ts';
import type {Image} from '../model/image.ts';
import type {JobRequest} from '../model/job.ts';
import type {DevboxDeps} from './devbox-actions.ts';

/** Copying an image to another worker, through this computer. */
export type CopyActions = {
	/**
	 * Starts the job on the target and follows it, while the layers are sent.
	 * @param overwrite replaces another image of that name @returns undefined where the image is there already
	 */
	copyImage(image: Image, to: string, overwrite: boolean): Promise<JobRequest | undefined>;
	/** The same for each of several targets, some at the same time; each promise settles when its job has started. */
	copyToSeveral(
		image: Image,
		to: readonly string[],
		overwrite: boolean,
	): ReadonlyMap<string, Promise<unknown>>;
	/** Whether layers are being sent: that copy or import fails if this process ends. */
	isCopying(): boolean;
	/** @param sent the end of a transfer that this process carries */
	noteSending(sent: Promise<unknown>): void;
};

type How = {readonly overwrite: boolean; readonly atOnce: number};

export const copyActions = (
	{store, requester, remoteOf, follow}: Pick<DevboxDeps, 'store' | 'requester' | 'remoteOf' | 'follow'>,
	signal: AbortSignal,
): CopyActions => {
	let sending = 0;
	const noteSending = (sent: Promise<unknown>): void => {
		sending += 1;
		void sent.then(() => {
			sending -= 1;
		});
	};
	const start = async (image: Image, to: string, {overwrite, atOnce}: How) => {
		const [from, target] = await Promise.all([remoteOf(image.worker), remoteOf(to)]);
		const [source, there] = await Promise.all([
			readCopySource(from, image, {signal}),
			readCopyTarget(target, image, {signal}),
		]);
		const asked = {account: store.get().account, ...requester};
		const planned = planCopy({source, target: there}, {overwrite, force: false}, asked);
		if (planned === undefined) return undefined;
		const ends = {source: () => remoteOf(image.worker), target: () => remoteOf(to), signal, atOnce};
		const {sent} = await submitCopy(ends, planned);
		noteSending(sent);
		follow(planned.request);
		return {request: planned.request, sent};
	};
	return {
		noteSending,
		isCopying: () => sending > 0,
		copyImage: async (image, to, overwrite) => (await start(image, to, {overwrite, atOnce: 1}))?.request,
		copyToSeveral(image, to, overwrite) {
			const atOnce = Math.min(copiesAtOnce, to.length);
			const limit = pLimit(atOnce);
			return new Map(
				to.map(worker => {
					const {promise, resolve, reject} = Promise.withResolvers<unknown>();
					const whole = limit(async () => {
						const started = await start(image, worker, {overwrite, atOnce});
						resolve(started?.request);
						await started?.sent;
					});
					// One that waits for its turn would be lost, too, if this process ended.
					noteSending(whole.catch(reject));
					return [worker, promise] as const;
				}),
			);
		},
	};
};
