import type {ContainerSettings} from '../model/container-settings.ts';
import {counted} from '../model/counted.ts';
import type {Devbox} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import {forkCountProblem, forkNames, forkPrefixProblem} from '../model/fork.ts';
import {freeName} from '../model/free-name.ts';
import type {JobRequest} from '../model/job.ts';
import {mayCreateImage, mayLaunch, requireAllowed} from '../model/policy.ts';
import {toReference} from '../model/reference.ts';
import {type Draft, isWindows, type SnapshotSource, stopsDevbox} from '../model/snapshot.ts';
import {forkFiles, forkLosses, forkPlan} from '../plan/fork.ts';
import type {ChosenMethod} from '../plan/snapshot-method.ts';
import type {Plan, PlanFile} from '../plan/step.ts';
import type {Remote} from '../remote/remote.ts';
import linuxFork from '../worker/steps/linux/linux-fork.sh';
import {planSnapshot, probeDevbox, type Requester} from './create-image.ts';
import {newJobId} from './job-id.ts';
import {launchScripts} from './launch-scripts.ts';
import {listDevboxes} from './list-devboxes.ts';
import {optionFailure} from './option-failure.ts';
import {readSettings} from './read-settings.ts';
import {snapshotScripts} from './snapshot-scripts.ts';
import {startJob} from './start-job.ts';

/** What a fork needs to know of its DevBox and worker. */
export type ForkContext = {
	readonly source: SnapshotSource;
	readonly settings: ContainerSettings;
	/** Names of all containers of the worker. */
	readonly names: readonly string[];
};

export type ForkWish = {
	/** As typed. */
	readonly count: string;
	/** What the names begin with; empty for that of the DevBox and `-fork`. */
	readonly prefix?: string | undefined;
	/** How the image gets consistent; `auto` by default. */
	readonly method?: Draft['method'] | undefined;
};

export type PlannedFork = {
	readonly request: JobRequest;
	readonly plan: Plan;
	readonly files: readonly PlanFile[];
	readonly chosen: ChosenMethod;
	/** Of the forks. */
	readonly names: readonly string[];
	/** What they lack of the DevBox, in sentences. */
	readonly losses: readonly string[];
};

/** Inspects a DevBox that may be forked. @throws Failure (refused) for Windows */
export const probeFork = async (
	remote: Remote,
	{id, name, os}: Pick<Devbox, 'id' | 'name' | 'os'>,
	signal?: AbortSignal,
): Promise<ForkContext> => {
	if (os === 'windows') throw noWindows(name);
	const options = signal === undefined ? {} : {signal};
	const [source, settings, devboxes] = await Promise.all([
		probeDevbox(remote, id, options),
		readSettings(remote, id, options),
		listDevboxes(remote, options),
	]);
	return {source, settings, names: devboxes.map(each => each.name)};
};

/**
 * Plans one snapshot and the launches from it, as one job; does not contact the worker.
 * @throws Failure (refused, usage) with a hint
 */
export const planFork = (
	context: ForkContext,
	{count, prefix, method = 'auto'}: ForkWish,
	requester: Requester,
): PlannedFork => {
	const {source, settings} = context;
	const {devbox} = source;
	requireAllowed(mayCreateImage(requester.account));
	requireAllowed(mayLaunch(requester.account));
	if (isWindows(devbox)) throw noWindows(devbox.name);
	const wrong = optionFailure(
		{count: forkCountProblem(count), name: forkPrefixProblem(prefix ?? '')},
		{count, name: prefix},
	);
	if (wrong !== undefined) throw wrong;
	const names = forkNames(devbox.name, {count: Number(count), prefix, taken: context.names});
	const draft = draftOf(source, method);
	const {request, plan: ofImage, files, chosen, losses} = planSnapshot(source, draft, requester);
	const reference = toReference(draft.name, draft.tag);
	const wanted = {job: request.id, user: requester.account.user, source, settings, draft, reference, names};
	const plan = forkPlan(ofImage, wanted);
	const {length} = names;
	return {
		request: {
			...request,
			kind: 'fork',
			title: `Fork ${devbox.name} into ${counted(length, 'DevBox', 'DevBoxes')}`,
			steps: plan.steps.map(({id, title}) => ({id, title})),
		},
		plan,
		files: [...files, ...forkFiles(wanted)],
		chosen,
		names,
		losses: [...(stopsDevbox(chosen.method) ? [chosen.because] : []), ...forkLosses(wanted), ...losses],
	};
};

/** Starts it on the worker. */
export const submitFork = (remote: Remote, {request, plan, files, chosen}: PlannedFork): Promise<void> =>
	startJob(remote, {
		request,
		plan,
		scripts: [
			...snapshotScripts(chosen.method),
			...launchScripts({image: {os: 'linux'}}),
			{name: 'linux-fork.sh', text: linuxFork},
			...files,
		],
	});

/** The image has this name only until the last fork runs. The forks prove that it can be launched. */
const draftOf = ({devbox, references}: SnapshotSource, method: Draft['method']): Draft => ({
	name: freeName(`fork-of-${devbox.name}`.slice(0, 50), {taken: references}),
	tag: newJobId(new Date()),
	capabilities: [],
	overwrite: false,
	method,
	start: false,
	isForFork: true,
});

const noWindows = (name: string): Failure =>
	new Failure(
		`${name} runs Windows, which cannot be forked: its disk would have to be copied for each fork.`,
		{
			kind: 'refused',
			hint: 'Create an image of it (ingot create), then launch that as often as you like (ingot launch).',
		},
	);
