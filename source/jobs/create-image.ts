import type {Account} from '../model/account.ts';
import {inheritedBy} from '../model/detection.ts';
import type {DevboxDetail} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import {chooseForImage, type ImageChoice} from '../model/image-choice.ts';
import type {JobRequest} from '../model/job.ts';
import type {Labels} from '../model/labels.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import {toReference} from '../model/reference.ts';
import {type Draft, draftProblems, isWindows, mountsLeft, type SnapshotSource} from '../model/snapshot.ts';
import {diskSpaceLines} from '../model/snapshot-methods.ts';
import type {WorkerFacts} from '../model/worker.ts';
import {snapshotFiles, snapshotPlan} from '../plan/linux-snapshot.ts';
import {type SnapshotRequest, snapshotLabels, snapshotLosses} from '../plan/snapshot.ts';
import {type ChosenMethod, chooseMethod, refuseUnclear} from '../plan/snapshot-method.ts';
import type {Plan, PlanFile} from '../plan/step.ts';
import {windowsCarried} from '../plan/windows-carried.ts';
import {windowsSnapshotPlan} from '../plan/windows-snapshot.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {detectCapabilities} from './detect-capabilities.ts';
import {requireFree} from './draft-failure.ts';
import {newJobId} from './job-id.ts';
import {adoptedOs} from './list-devboxes.ts';
import {optionFailure} from './option-failure.ts';
import {probeDiskSpace} from './probe-disk-space.ts';
import {readImageConfig} from './read-image-config.ts';
import {snapshotScripts} from './snapshot-scripts.ts';
import {startJob} from './start-job.ts';

/** A planned snapshot: what the summary shows, `--dry-run` prints and the worker runs. */
export type PlannedSnapshot = {
	readonly request: JobRequest;
	readonly plan: Plan;
	readonly labels: Labels;
	/** Which labels and variables of the DevBox the image gets; names only. */
	readonly choice: ImageChoice;
	readonly chosen: ChosenMethod;
	/** The disk space it needs on each file system, in sentences. */
	readonly diskSpace: readonly string[];
	/** What the image lacks of the DevBox's configuration, in sentences. */
	readonly losses: readonly string[];
	/** What the image will not contain. */
	readonly notIncluded: DevboxDetail['mounts'];
	/** Files next to the plan in the job's folder; only these contain variable values. */
	readonly files: readonly PlanFile[];
};

const probeTimeoutMs = 30_000;

/** Inspects a DevBox: its configuration and that of its image, mounts, capabilities, the size of its layer, the disk space on the worker. */
export const probeDevbox = async (
	remote: Remote,
	devboxId: string,
	{signal, known}: {signal?: AbortSignal; known?: WorkerFacts | undefined} = {},
): Promise<SnapshotSource> => {
	const options = {timeoutMs: probeTimeoutMs, ...(signal && {signal})};
	const inspecting = inspectDevbox(remote, devboxId, options);
	// Reading them again would wait for a running commit.
	const knowing = known ?? remote.facts(options);
	const found = Promise.all([inspecting, knowing]);
	const [[devbox, facts], {references}, diskSpace, image, detection] = await Promise.all([
		found,
		remote.images(options),
		found.then(([devbox, facts]) => probeDiskSpace(remote, {devbox, facts}, options)),
		found.then(([devbox, facts]) => readImageConfig(remote, {devbox, facts}, options)),
		inspecting.then(devbox => (isWindows(devbox) ? undefined : detectCapabilities(remote, devboxId, signal))),
	]);
	const {worker} = remote;
	refuseUnclear({worker, devbox, facts, diskSpace});
	return {worker, facts, devbox, image, references, diskSpace, detection};
};

/** The system recorded at adoption overrides the guess. */
const inspectDevbox = async (remote: Remote, id: string, options: RunOptions): Promise<DevboxDetail> => {
	const [{osInDoubt, ...devbox}, said] = await Promise.all([
		remote.inspect(id, options),
		adoptedOs(remote, id, options),
	]);
	if (said !== undefined) return {...devbox, os: said};
	return {...devbox, ...(osInDoubt && {osInDoubt})};
};

export type Requester = {readonly account: Account; readonly host: string; readonly ingot: string};

/**
 * Checks policy and draft, and makes the plan; does not contact the worker.
 * @param requester with `run`, what stands for the job's id and time in the plan of a schedule
 * @throws Failure (refused, usage, conflict) with a hint
 */
export const planSnapshot = (
	source: SnapshotSource,
	draft: Draft,
	{account, host, ingot, run}: Requester & {readonly run?: {readonly job: string; readonly time: string}},
): PlannedSnapshot => {
	requireAllowed(mayCreateImage(account));
	const {devbox, worker} = source;
	const {name, tag} = draft;
	const wrong = optionFailure(draftProblems(draft, inheritedBy(source).capabilities), {name, tag});
	if (wrong !== undefined) throw wrong;
	refuseOfOtherSystem(draft, devbox);
	const reference = toReference(draft.name, draft.tag);
	if (!draft.overwrite) requireFree(reference, source);
	const now = new Date();
	const chosen = chooseMethod(source, draft.method, draft);
	const wanted = {
		job: run?.job ?? newJobId(now),
		user: account.user,
		source,
		draft,
		method: chosen.method,
		createdAt: run?.time ?? now.toISOString(),
	};
	const plan = {
		...(isWindows(devbox) ? windowsSnapshotPlan(wanted) : snapshotPlan(wanted)),
		slots: worker.commits ?? 1,
	};
	const request = toRequest(wanted, plan, {host, ingot});
	const ours = snapshotLabels(wanted);
	return {
		request,
		plan,
		labels: ours,
		choice: chooseForImage(source, draft, ours),
		chosen,
		diskSpace: diskSpaceLines(chosen.method, source),
		losses: isWindows(devbox) ? windowsCarried(wanted).losses : snapshotLosses(wanted),
		notIncluded: mountsLeft(source),
		files: isWindows(devbox) ? windowsCarried(wanted).files : snapshotFiles(wanted),
	};
};

/** @throws Failure (refused) for an option that means nothing to the system in the DevBox */
const refuseOfOtherSystem = (
	{identity, stopTimeout, acceptUnclean}: Draft,
	devbox: SnapshotSource['devbox'],
): void => {
	if (isWindows(devbox)) {
		if (identity === undefined) return;
		throw new Failure('A Windows DevBox has no identity that could be cleared in its image.', {
			kind: 'refused',
			hint: 'Omit --identity; each launch can give Windows a new identity (ingot launch --identity renew).',
		});
	}
	const option = stopTimeout === undefined ? acceptUnclean && '--accept-unclean' : '--stop-timeout';
	if (option)
		throw new Failure(`${option} is only for Windows DevBoxes.`, {kind: 'refused', hint: `Omit ${option}.`});
};

const toRequest = (
	{job, user, source: {worker, devbox}, draft, createdAt}: SnapshotRequest,
	plan: Plan,
	{host, ingot}: Pick<Requester, 'host' | 'ingot'>,
): JobRequest => {
	const reference = toReference(draft.name, draft.tag);
	return {
		version: 1,
		id: job,
		kind: 'snapshot',
		title: `Snapshot ${devbox.name} into ${reference}`,
		worker: worker.name,
		user,
		host,
		ingot,
		at: createdAt,
		devbox: {id: devbox.id, name: devbox.name},
		reference,
		steps: plan.steps.map(step => ({id: step.id, title: step.title})),
	};
};

/** Starts it on the worker. */
export const submitSnapshot = (
	remote: Remote,
	{request, plan, chosen, files}: PlannedSnapshot,
): Promise<void> =>
	startJob(remote, {
		request,
		plan,
		scripts: [...snapshotScripts(chosen.method), ...files],
	});
