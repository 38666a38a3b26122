import {listRegistered} from '../jobs/list-registered.ts';
import {planPull, planPush, submitTransfer} from '../jobs/registry-image.ts';
import type {Image} from '../model/image.ts';
import type {JobRequest} from '../model/job.ts';
import type {Registered} from '../model/registered.ts';
import type {RegistryReference} from '../model/registry.ts';
import type {DevboxDeps} from './devbox-actions.ts';
import {submitFollowed} from './submit-followed.ts';

type PushWish = {
	readonly destination: RegistryReference;
	/** Whether other content under that name in the registry is replaced. */
	readonly overwrite: boolean;
};

type PullWish = {
	readonly source: RegistryReference;
	/** `name:tag` on the worker; that of the source when left out. */
	readonly name?: string | undefined;
	/** Whether another image with that name on the worker is replaced. */
	readonly overwrite: boolean;
};

/** Jobs between a worker and a registry, with the login that the worker has there. Each is started and followed. */
export type RegistryActions = {
	/** From the image's worker. */
	pushImage(image: Image, wish: PushWish): Promise<JobRequest>;
	/** To a worker. */
	pullImage(worker: string, wish: PullWish): Promise<JobRequest>;
	/** What a worker has recorded of its images in registries. */
	listRegistered(worker: string, signal: AbortSignal): Promise<readonly Registered[]>;
};

export const registryActions = ({
	store,
	requester,
	remoteOf,
	follow,
}: Pick<DevboxDeps, 'store' | 'requester' | 'remoteOf' | 'follow'>): RegistryActions => {
	const submit = submitFollowed({remoteOf, follow}, submitTransfer);
	const from = () => ({account: store.get().account, ...requester});
	return {
		pushImage: async (image, wish) => submit(planPush(image, wish, from())),
		pullImage: async (worker, {source, ...wish}) => submit(planPull(source, {worker, ...wish}, from())),
		listRegistered: async (worker, signal) => listRegistered(await remoteOf(worker), {signal}),
	};
};
