import {type PlannedBuild, planBuild, probeBuild, readBuild} from '../jobs/build-image.ts';
import {submitBuild} from '../jobs/send-context.ts';
import type {BuildDraft, BuildInput, BuildSource} from '../model/build.ts';
import type {JobRequest} from '../model/job.ts';
import type {DevboxDeps} from './devbox-actions.ts';
import {prepareSubmit, submitFollowed} from './submit-followed.ts';

/** Building an image from a Containerfile on this computer. */
export type BuildActions = {
	/** Reads the Containerfile and lists the context, both on this computer. @param file default: the one in the context */
	readBuild(place: {context: string; file?: string | undefined}, signal: AbortSignal): Promise<BuildInput>;
	/** Looks at the worker: what the form and the plan need. @param buildArgs may choose the base image */
	probeBuild(
		worker: string,
		input: BuildInput,
		options: {signal: AbortSignal; buildArgs?: readonly string[]},
	): Promise<BuildSource>;
	planBuild(source: BuildSource, draft: BuildDraft): PlannedBuild;
	/** Starts the job on the worker and follows it, while the context is sent. */
	submitBuild(planned: PlannedBuild): Promise<JobRequest>;
	/** Whether a context is being sent: its build fails if this process ends. */
	isSending(): boolean;
};

export const buildActions = ({
	store,
	requester,
	remoteOf,
	follow,
}: Pick<DevboxDeps, 'store' | 'requester' | 'remoteOf' | 'follow'>): BuildActions => {
	let sending = 0;
	return {
		isSending: () => sending > 0,
		readBuild,
		async probeBuild(worker, input, options) {
			return probeBuild(await remoteOf(worker), input, options);
		},
		planBuild(source, draft) {
			const planned = planBuild(source, draft, {account: store.get().account, ...requester});
			prepareSubmit(remoteOf, source.worker.name);
			return planned;
		},
		submitBuild: submitFollowed({remoteOf, follow}, async (remote, planned: PlannedBuild) => {
			const {sent} = await submitBuild(remote, planned);
			sending += 1;
			void sent.then(() => {
				sending -= 1;
			});
		}),
	};
};
