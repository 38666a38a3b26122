import {cancelJob} from '../jobs/cancel-job.ts';

export type {PlannedSnapshot} from '../jobs/create-image.ts';

import {lookAtDevbox, type PlannedSnapshot, planSnapshot, submitSnapshot} from '../jobs/create-image.ts';
import {Failure} from '../model/failure.ts';
import type {HostKeyQuestion} from '../model/host-key.ts';
import type {JobId, JobRequest} from '../model/job.ts';
import {LogRing} from '../model/log-ring.ts';
import type {Draft, SnapshotSource} from '../model/snapshot.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import type {AppStore} from './app-state.ts';
import {followIntoStore} from './follow-into-store.ts';
import {type Watch, watchWorker} from './watch-worker.ts';

/** Everything that screens can ask for. Work goes on whether or not somebody looks. */
export type Actions = {
	/** Contacts all workers at once. */
	start(): void;
	/** Closes all connections; jobs go on. */
	stop(): void;
	/** Reads a worker again, or all; one that is down is contacted at once. */
	refresh(worker?: string): void;
	answerHostKey(question: HostKeyQuestion, isTrusted: boolean): void;
	/** Looks at a DevBox closely: what the form and the plan need. */
	look(worker: string, devboxId: string, signal: AbortSignal): Promise<SnapshotSource>;
	plan(source: SnapshotSource, draft: Draft): PlannedSnapshot;
	/** Starts the job on the worker and follows it. */
	submit(planned: PlannedSnapshot): Promise<JobRequest>;
	follow(request: JobRequest): void;
	cancel(request: JobRequest): Promise<void>;
	log(id: JobId): LogRing;
};

export type ActionsWorld = {
	readonly store: AppStore;
	readonly connect: (worker: Worker, signal: AbortSignal) => Promise<Remote>;
	/** Tells whoever waits for the answer to a host key question. */
	readonly answerHostKey: (question: HostKeyQuestion, isTrusted: boolean) => void;
	readonly asker: {readonly host: string; readonly ingot: string};
};

export const createActions = ({store, connect, answerHostKey, asker}: ActionsWorld): Actions => {
	const ending = new AbortController();
	const {signal} = ending;
	const watches = new Map<string, Watch>();
	const followed = new Set<JobId>();
	const remoteOf = (worker: string): Promise<Remote> =>
		watches.get(worker)?.remote() ?? Promise.reject(noWorker(worker));
	const logOf = logsById();
	const follow = (request: JobRequest): void => {
		if (followed.has(request.id)) return;
		followed.add(request.id);
		void followIntoStore(request, {
			store,
			log: logOf(request.id),
			remote: () => remoteOf(request.worker),
			signal,
			onInterrupted: () => watches.get(request.worker)?.refresh(),
		});
	};
	return {
		start() {
			for (const {worker} of Object.values(store.get().fleet)) {
				watches.set(worker.name, watchWorker(worker, {connect, send: store.send, signal}));
			}
		},
		stop: () => ending.abort(),
		refresh(worker) {
			for (const [name, watch] of watches) if (worker === undefined || worker === name) watch.refresh();
		},
		answerHostKey(question, isTrusted) {
			store.send({type: 'host-key-answered', question});
			answerHostKey(question, isTrusted);
		},
		async look(worker, devboxId, until) {
			const reach = store.get().fleet[worker]?.reach;
			const known = reach?.state === 'ready' ? reach.facts : undefined;
			return lookAtDevbox(await remoteOf(worker), devboxId, {signal: until, known});
		},
		plan: (source, draft) => planSnapshot(source, draft, {account: store.get().account, ...asker}),
		async submit(planned) {
			await submitSnapshot(await remoteOf(planned.request.worker), planned);
			follow(planned.request);
			return planned.request;
		},
		follow,
		cancel: async request => cancelJob(await remoteOf(request.worker), request.id, store.get().account.user),
		log: logOf,
	};
};

const logsById = (): ((id: JobId) => LogRing) => {
	const logs = new Map<JobId, LogRing>();
	return id => {
		const log = logs.get(id) ?? new LogRing();
		logs.set(id, log);
		return log;
	};
};

const noWorker = (worker: string): Failure =>
	new Failure(`There is no worker ${worker} in the config.`, {
		kind: 'usage',
		hint: 'Add it to the config file and start Ingot again.',
	});
