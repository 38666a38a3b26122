import {adopt} from '../jobs/adopt.ts';
import {type DevboxChange, planChange, submitChange} from '../jobs/change-devbox.ts';
import {execArgv} from '../jobs/exec-argv.ts';
import {followOutput} from '../jobs/follow-output.ts';
import {type PlannedLaunch, planLaunch, submitLaunch} from '../jobs/launch.ts';
import {probeLaunch} from '../jobs/launch-context.ts';
import type {Devbox, Os} from '../model/devbox.ts';
import type {Image} from '../model/image.ts';
import type {JobRequest} from '../model/job.ts';
import {draftAgain, type LaunchContext, type LaunchDraft} from '../model/launch.ts';
import type {LogRing} from '../model/log-ring.ts';
import {neutralise} from '../model/text.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import type {AppStore} from './app-state.ts';
import {createPrefetch} from './prefetch.ts';

/** Actions on DevBoxes and the images they start from. */
export type DevboxActions = {
	/** Names and ports in use on the worker, and the values of this user's last launch of the image. */
	probeLaunch(image: Image, signal: AbortSignal): Promise<LaunchContext>;
	planLaunch(context: LaunchContext, draft: LaunchDraft): PlannedLaunch;
	/** Starts the job on the worker and follows it. */
	submitLaunch(planned: PlannedLaunch): Promise<JobRequest>;
	/** Probes the worker of an image that may be launched soon, so that a quick launch need not wait. */
	prefetch(image: Image): void;
	/** Launches at once, with the values of the last launch of that image and a free name. */
	quickLaunch(image: Image): Promise<JobRequest>;
	/** Starts, stops or removes it, as a job that is followed. */
	change(devbox: Devbox, change: DevboxChange): Promise<JobRequest>;
	/** @param os the system in it, where that is unclear */
	adopt(devbox: Devbox, os?: Os): Promise<void>;
	/** A shell in it, on this terminal: call it while the screen is suspended. @returns the shell's exit code */
	shell(worker: string, devboxId: string): Promise<number>;
	/** Streams the output of a DevBox until it ends or the signal aborts. */
	output(devbox: {worker: string; id: string}, ring: LogRing, signal: AbortSignal): Promise<void>;
};

export type DevboxDeps = {
	readonly store: AppStore;
	readonly asker: {readonly host: string; readonly ingot: string};
	readonly remoteOf: (worker: string) => Promise<Remote>;
	readonly refresh: (worker: string) => void;
	readonly follow: (request: JobRequest) => void;
	/** Runs argv on a worker with this terminal. */
	readonly interactive: (worker: Worker, argv: readonly string[]) => Promise<number>;
};

export const devboxActions = (deps: DevboxDeps): DevboxActions => {
	const {store, remoteOf} = deps;
	const asker = () => ({account: store.get().account, ...deps.asker});
	const launch = async (planned: PlannedLaunch): Promise<JobRequest> => {
		await submitLaunch(await remoteOf(planned.request.worker), planned);
		deps.follow(planned.request);
		return planned.request;
	};
	const probe = async (image: Image, signal?: AbortSignal): Promise<LaunchContext> =>
		probeLaunch(await remoteOf(image.worker), image, {
			user: store.get().account.user,
			...(signal && {signal}),
		});
	const ahead = createPrefetch(probe);
	return {
		probeLaunch: probe,
		prefetch: ahead.begin,
		planLaunch: (context, draft) => planLaunch(context, draft, asker()),
		submitLaunch: launch,
		async quickLaunch(image) {
			const context = await ahead.take(image);
			return launch(planLaunch(context, draftAgain(context), asker()));
		},
		async change(devbox, change) {
			const planned = planChange(devbox, change, asker());
			await submitChange(await remoteOf(devbox.worker), planned);
			deps.follow(planned.request);
			return planned.request;
		},
		async adopt(devbox, os) {
			await adopt(await remoteOf(devbox.worker), devbox, {account: store.get().account, os});
			deps.refresh(devbox.worker);
		},
		shell(worker, devboxId) {
			const view = store.get().fleet[worker];
			return view === undefined
				? Promise.resolve(1)
				: deps.interactive(view.worker, execArgv(devboxId, [], true));
		},
		async output({worker, id}, ring, signal) {
			for await (const line of followOutput({remote: () => remoteOf(worker), id, signal}))
				ring.push({text: neutralise(line), tone: 'plain'});
		},
	};
};
