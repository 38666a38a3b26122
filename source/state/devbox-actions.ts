import {adopt} from '../jobs/adopt.ts';
import {type DevboxChange, planChange, planRename, submitChange} from '../jobs/change-devbox.ts';
import {type ForkWish, planFork, probeFork, submitFork} from '../jobs/fork.ts';
import {type PlannedLaunch, planLaunch, submitLaunch} from '../jobs/launch.ts';
import {probeLaunch} from '../jobs/launch-context.ts';
import {planRollback, probeRollback, submitRollback} from '../jobs/rollback.ts';
import type {Devbox, Os} from '../model/devbox.ts';
import type {Image} from '../model/image.ts';
import type {JobRequest} from '../model/job.ts';
import {draftAgain, type LaunchContext, type LaunchDraft} from '../model/launch.ts';
import {type DevboxViews, devboxViews, type ViewDeps} from './devbox-views.ts';
import {oneAtATime} from './one-at-a-time.ts';
import {createPrefetch} from './prefetch.ts';
import {prepareSubmit, submitFollowed} from './submit-followed.ts';

/** Actions on DevBoxes and the images they start from. */
export type DevboxActions = DevboxViews & {
	/** Names and ports in use on the worker, and the values of this user's last launch of the image. */
	probeLaunch(image: Image, signal: AbortSignal): Promise<LaunchContext>;
	planLaunch(context: LaunchContext, draft: LaunchDraft): PlannedLaunch;
	/** Starts the job on the worker and follows it. */
	submitLaunch(planned: PlannedLaunch): Promise<JobRequest>;
	/** Probes the worker of an image that may be launched soon, so that a quick launch need not wait. */
	prefetch(image: Image): void;
	/** Launches at once, with the values of the last launch of that image and a free name. */
	quickLaunch(image: Image): Promise<JobRequest>;
	/** Starts, stops, pauses or removes it, as a job that is followed. */
	change(devbox: Devbox, change: DevboxChange): Promise<JobRequest>;
	rename(devbox: Devbox, name: string): Promise<JobRequest>;
	/** Launches copies of it from one snapshot, as a job that is followed. */
	fork(devbox: Devbox, wish: ForkWish): Promise<JobRequest>;
	/** Replaces it by a new one from one of its images, as a job that is followed. */
	rollBack(devbox: Devbox, image: Image): Promise<JobRequest>;
	/** @param os the system in it, where that is unclear */
	adopt(devbox: Devbox, os?: Os): Promise<void>;
};

export type DevboxDeps = ViewDeps & {
	readonly requester: {readonly host: string; readonly ingot: string};
	readonly refresh: (worker: string) => void;
	readonly follow: (request: JobRequest) => void;
};

export const devboxActions = (deps: DevboxDeps): DevboxActions => {
	const {store, remoteOf} = deps;
	const requester = () => ({account: store.get().account, ...deps.requester});
	const launch = submitFollowed(deps, submitLaunch);
	const submit = submitFollowed(deps, submitChange);
	const forking = submitFollowed(deps, submitFork);
	const rollingBack = submitFollowed(deps, submitRollback);
	const probe = async (image: Image, signal?: AbortSignal): Promise<LaunchContext> => {
		const remote = await remoteOf(image.worker);
		const {user} = store.get().account;
		const context = await probeLaunch(remote, image, {user, ...(signal && {signal})});
		remote.prepare();
		return context;
	};
	const ahead = createPrefetch(probe);
	const alone = oneAtATime();
	return {
		probeLaunch: probe,
		prefetch: ahead.begin,
		planLaunch(context, draft) {
			const planned = planLaunch(context, draft, requester());
			prepareSubmit(remoteOf, context.worker.name);
			return planned;
		},
		submitLaunch: launch,
		async quickLaunch(image) {
			const context = await ahead.take(image);
			return launch(planLaunch(context, draftAgain(context), requester()));
		},
		async change(devbox, change) {
			return alone(devbox, () => submit(planChange(devbox, change, requester())));
		},
		async rename(devbox, name) {
			return alone(devbox, () => submit(planRename(devbox, name, requester())));
		},
		async fork(devbox, wish) {
			const context = await probeFork(await remoteOf(devbox.worker), devbox);
			return forking(planFork(context, wish, requester()));
		},
		async rollBack(devbox, image) {
			const context = await probeRollback(await remoteOf(devbox.worker), {devbox, image});
			return rollingBack(planRollback(context, requester()));
		},
		async adopt(devbox, os) {
			await adopt(await remoteOf(devbox.worker), devbox, {account: store.get().account, os});
			deps.refresh(devbox.worker);
		},
		...devboxViews(deps),
	};
};
