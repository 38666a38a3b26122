import {followJob, JobInterrupted} from '../jobs/follow-job.ts';
import {Failure, toMessage} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import type {Remote} from '../remote/remote.ts';
import type {AppStore} from './app-state.ts';
import type {JobLog} from './job-log.ts';

export type FollowWorld = {
	readonly store: AppStore;
	readonly log: JobLog;
	readonly remote: () => Promise<Remote>;
	readonly signal: AbortSignal;
	/** The job's process died; the worker has to be read again. */
	readonly onInterrupted: () => void;
};

const againMs = 1000;

/** Follows one job into the store and its log until it ends or the signal. A lost line is told and taken up again. */
export const followIntoStore = async (request: JobRequest, world: FollowWorld): Promise<void> => {
	const {store, signal} = world;
	const {id} = request;
	store.send({type: 'job-followed', request});
	while (!signal.aborted && store.get().jobs[id]?.job.outcome === undefined) {
		try {
			await followOn(request, world);
			return;
		} catch (thrown) {
			if (signal.aborted) return;
			store.send({type: 'job-out-of-sight', id, problem: toMessage(thrown)});
			if (thrown instanceof Failure && ['usage', 'conflict'].includes(thrown.kind)) return;
			// A dead job is taken back by the next reading of the worker, and its last events come then.
			if (thrown instanceof JobInterrupted) world.onInterrupted();
			await new Promise(resolve => setTimeout(resolve, againMs));
		}
	}
};

/** What was written behind the end of a job that has been recovered since. */
export const followAgain = async (request: JobRequest, world: FollowWorld): Promise<void> => {
	const job = world.store.get().jobs[request.id]?.job;
	if (job?.outcome === undefined) return;
	await followOn(request, world).catch((thrown: unknown) => {
		// There was nothing more.
		if (!(thrown instanceof JobInterrupted)) throw thrown;
	});
};

const followOn = async ({id}: JobRequest, {store, log, remote, signal}: FollowWorld): Promise<void> => {
	const after = store.get().jobs[id]?.job.lastSeq ?? 0;
	const reached = async () => {
		const found = await remote();
		// A job may be silent for minutes after its worker is back.
		if (store.get().jobs[id]?.problem !== undefined) {
			store.send({type: 'job-out-of-sight', id, problem: undefined});
		}
		return found;
	};
	const onStill = (problem: string | undefined) => store.send({type: 'job-out-of-sight', id, problem});
	for await (const event of followJob({id, after, signal, remote: reached, onStill})) {
		store.gather({type: 'job-said', id, event});
		const followed = store.get().jobs[id];
		if (followed !== undefined) log.add(followed.job, event);
	}
};
