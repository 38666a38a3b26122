import {planPush, submitTransfer} from '../jobs/registry-image.ts';
import type {Image} from '../model/image.ts';
import type {JobRequest} from '../model/job.ts';
import type {RegistryReference} from '../model/registry.ts';
import type {DevboxDeps} from './devbox-actions.ts';
import {submitFollowed} from './submit-followed.ts';

/** Pushing an image to a registry, with the login that its worker has there. */
export type RegistryActions = {
	/** Starts the job on the image's worker and follows it. Other content under that name stays. */
	pushImage(image: Image, destination: RegistryReference): Promise<JobRequest>;
};

export const registryActions = ({
	store,
	asker,
	remoteOf,
	follow,
}: Pick<DevboxDeps, 'store' | 'asker' | 'remoteOf' | 'follow'>): RegistryActions => {
	const submit = submitFollowed({remoteOf, follow}, submitTransfer);
	return {
		pushImage: async (image, destination) =>
			submit(planPush(image, {destination, overwrite: false}, {account: store.get().account, ...asker})),
	};
};
