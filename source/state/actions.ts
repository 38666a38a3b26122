export type {PlannedBuild} from '../jobs/build-image.ts';
export type {PlannedSnapshot} from '../jobs/create-image.ts';
export type {PlannedLaunch} from '../jobs/launch.ts';
export type {UnnamedImage} from '../jobs/prune-images.ts';
export type {ImageComparison} from '../jobs/read-image.ts';
export type {PlannedSchedule, ScheduleProbe} from '../jobs/save-schedule.ts';
export type {PruneScheduleProbe, SnapshotScheduleProbe} from './schedule-actions.ts';
export type {DraftedConfig} from './setup-actions.ts';

import {checksOf} from '../jobs/check-worker.ts';
import type {Check} from '../model/doctor.ts';
import {Failure} from '../model/failure.ts';
import {viewsOf} from '../model/fleet.ts';
import type {HostKeyAnswer, HostKeyQuestion} from '../model/host-key.ts';
import type {JobId, JobRequest} from '../model/job.ts';
import type {SecretQuestion} from '../model/secret.ts';
import type {SetupTools} from '../model/setup.ts';
import type {SaveStream} from '../model/stream-to-save.ts';
import type {Worker} from '../model/worker.ts';
import type {DoctorResult, Remote} from '../remote/remote.ts';
import type {AppStore} from './app-state.ts';
import type {ArchiveActions} from './archive-actions.ts';
import type {Person} from './ask-person.ts';
import {type BuildActions, buildActions} from './build-actions.ts';
import type {CopyActions} from './copy-actions.ts';
import {type DevboxActions, devboxActions} from './devbox-actions.ts';
import {followIntoStore} from './follow-into-store.ts';
import {type ImageActions, imageActions} from './image-actions.ts';
import {type JobActions, jobActions} from './job-actions.ts';
import {JobLog} from './job-log.ts';
import {loadReader} from './load-reader.ts';
import type {RegistryActions} from './registry-actions.ts';
import {type ScheduleActions, scheduleActions} from './schedule-actions.ts';
import {type SetupActions, setupActions} from './setup-actions.ts';
import {type SnapshotActions, snapshotActions} from './snapshot-actions.ts';
import {type Watch, watchWorker} from './watch-worker.ts';

/** Everything that screens can do. Work continues whichever screen is visible. */
export type Actions = DevboxActions &
	ImageActions &
	JobActions &
	ScheduleActions &
	SetupActions &
	SnapshotActions &
	BuildActions &
	CopyActions &
	RegistryActions &
	ArchiveActions & {
		/** Contacts all workers at once; does nothing the second time. */
		start(): void;
		/** Closes all connections; jobs keep running. */
		stop(): void;
		/** Refreshes one worker or all; one that is down is contacted at once. */
		refresh(worker?: string): void;
		/** Refreshes the jobs of all connected workers: there is no event when another user starts one. */
		readJobs(): void;
		answerHostKey(question: HostKeyQuestion, answer: HostKeyAnswer): void;
		/** Undefined dismisses it. The text goes only to the connection that waits for it. */
		answerSecret(question: SecretQuestion, text: string | undefined): void;
		/** Runs the checks of a worker, and keeps how many passed. @throws Failure when there is no such worker */
		runDoctor(worker: string, signal: AbortSignal): Promise<readonly Check[]>;
		/** Reads how busy a connected worker is, into the state; nothing while that is fresh. Never rejects. */
		readLoad(worker: string, signal: AbortSignal): Promise<void>;
		follow(request: JobRequest): void;
		log(id: JobId): JobLog;
		/** Saves a text to a file on this machine. @throws Failure when it cannot be written */
		saveText: SaveText;
	};

type SaveText = (
	file: string,
	text: string,
	options: {readonly overwrite: boolean},
) => Promise<'saved' | 'exists'>;

export type ActionsDeps = {
	readonly store: AppStore;
	readonly connect: (worker: Worker, signal: AbortSignal) => Promise<Remote>;
	/** For the first run. */
	readonly setup: SetupTools;
	/** Checks a worker that may not respond, over a separate connection. */
	readonly runDoctor: (worker: Worker, signal: AbortSignal) => Promise<DoctorResult>;
	readonly saveText: SaveText;
	readonly saveStream: SaveStream;
	/** Receives the answers to questions of connections. */
	readonly person: Pick<Person, 'answerHostKey' | 'answerSecret' | 'onWanted'>;
	readonly requester: {readonly host: string; readonly ingot: string};
	/** Runs argv on a worker with this terminal. @returns its exit code */
	readonly interactive: (worker: Worker, argv: readonly string[]) => Promise<number>;
};

/** All actions over one store; connections open with `start` and end with `stop`. */
export const createActions = (deps: ActionsDeps): Actions => {
	const {store, connect, person, requester} = deps;
	const ending = new AbortController();
	const {signal} = ending;
	const {watches, watch} = watching(store, signal);
	const {answerHostKey, answerSecret} = person;
	const followed = new Set<JobId>();
	const remoteOf = (worker: string): Promise<Remote> =>
		watches.get(worker)?.remote() ?? Promise.reject(noWorker(worker));
	const logOf = logsById();
	const follow = (request: JobRequest): void => {
		if (!followed.has(request.id)) void followIntoStore(request, followingOf(request));
		followed.add(request.id);
	};
	const followingOf = (request: JobRequest) => ({
		store,
		log: logOf(request.id),
		remote: () => remoteOf(request.worker),
		signal,
		onInterrupted: () => watches.get(request.worker)?.refresh(),
	});
	const refresh = (worker?: string): void => {
		for (const [name, watch] of watches) if (worker === undefined || worker === name) watch.refresh();
	};
	return {
		...jobActions({store, remoteOf, refresh, followingOf}),
		...snapshotActions({store, requester, remoteOf, follow}),
		...buildActions({store, requester, remoteOf, follow}),
		...scheduleActions({store, requester, remoteOf, refresh, follow}),
		...devboxActions({...deps, remoteOf, refresh, follow}),
		...imageActions({...deps, remoteOf, refresh, follow}, signal),
		...setupActions({...deps, onWanted: person.onWanted, start: watch, signal}),
		start() {
			if (watches.size === 0) watch(connect);
		},
		stop: () => ending.abort(),
		refresh(worker) {
			person.onWanted(worker);
			refresh(worker);
		},
		readJobs() {
			for (const watch of watches.values()) watch.readJobs();
		},
		...{answerHostKey, answerSecret, saveText: deps.saveText},
		...workerActions(deps, remoteOf, signal),
		follow,
		log: logOf,
	};
};

/** Watches the workers of the fleet; starts over when the fleet changes. */
const watching = (store: AppStore, signal: AbortSignal) => {
	const watches = new Map<string, Watch>();
	let before = new AbortController();
	const watch = (connect: ActionsDeps['connect']): void => {
		before.abort();
		before = new AbortController();
		watches.clear();
		const until = AbortSignal.any([signal, before.signal]);
		for (const {worker} of viewsOf(store.get().fleet))
			watches.set(worker.name, watchWorker(worker, {connect, send: store.send, signal: until}));
	};
	return {watches, watch};
};

const workerActions = (
	{store, runDoctor}: ActionsDeps,
	remoteOf: (worker: string) => Promise<Remote>,
	ending: AbortSignal,
): Pick<Actions, 'runDoctor' | 'readLoad'> => ({
	async runDoctor(name, signal) {
		const worker = store.get().fleet[name]?.worker;
		if (worker === undefined) throw noWorker(name);
		const until = AbortSignal.any([ending, signal]);
		const checks = checksOf(await runDoctor(worker, until));
		if (!until.aborted) store.send({type: 'doctor-ran', worker: name, checks, at: Date.now()});
		return checks;
	},
	readLoad: loadReader({store, remoteOf}),
});

const logsById = (): ((id: JobId) => JobLog) => {
	const logs = new Map<JobId, JobLog>();
	return id => {
		const log = logs.get(id) ?? new JobLog();
		logs.set(id, log);
		return log;
	};
};

const noWorker = (worker: string): Failure =>
	new Failure(`There is no worker ${worker} in the config.`, {
		kind: 'usage',
		hint: 'Add it to the config file and restart Ingot.',
	});
