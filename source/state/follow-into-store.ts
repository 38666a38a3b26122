import {type Following, followJob, isUnfollowable, JobInterrupted} from '../jobs/follow-job.ts';
import {toMessage} from '../model/failure.ts';
import {hasEnded, type JobRequest} from '../model/job.ts';
import type {Remote} from '../remote/remote.ts';
import {sleep} from '../time/sleep.ts';
import {takeTurns} from '../time/take-turns.ts';
import type {AppStore} from './app-state.ts';
import type {JobLog} from './job-log.ts';

export type FollowDeps = {
	readonly store: AppStore;
	readonly log: JobLog;
	readonly remote: () => Promise<Remote>;
	readonly signal: AbortSignal;
	/** Called when the job's process died, so that the worker is read again. */
	readonly onInterrupted: () => void;
};

const retryMs = 1000;

/** Follows one job into the store and its log until it ends or the signal aborts. Problems are shown with the job. */
export const followIntoStore = async (request: JobRequest, deps: FollowDeps): Promise<void> => {
	const {store, signal} = deps;
	const {id} = request;
	store.send({type: 'job-followed', request});
	const onProblem = async (thrown: unknown): Promise<boolean> => {
		store.send({type: 'job-unreachable', id, problem: toMessage(thrown)});
		if (isUnfollowable(thrown)) return false;
		// The next reading of the worker recovers a dead job, and its last events come then.
		if (thrown instanceof JobInterrupted) deps.onInterrupted();
		await sleep(retryMs, {signal});
		return !hasEnded(store.get().jobs[id]?.job);
	};
	await followOn(request, deps, onProblem);
};

/** Reads what a recovery has appended after the end of a job. */
export const followAgain = async (request: JobRequest, deps: FollowDeps): Promise<void> => {
	const job = deps.store.get().jobs[request.id]?.job;
	if (!hasEnded(job)) return;
	await followOn(request, deps).catch((thrown: unknown) => {
		// Nothing was appended.
		if (!(thrown instanceof JobInterrupted)) throw thrown;
	});
};

const followOn = async (
	{id}: JobRequest,
	{store, log, remote, signal}: FollowDeps,
	onProblem?: Following['onProblem'],
): Promise<void> => {
	const after = Math.max(log.lastSeq, store.get().jobs[id]?.job.lastSeq ?? 0);
	const reached = async () => {
		const found = await remote();
		// A job may be silent for minutes after its worker is back.
		if (store.get().jobs[id]?.problem !== undefined) {
			store.send({type: 'job-unreachable', id, problem: undefined});
		}
		return found;
	};
	const onStill = (problem: string | undefined) => store.send({type: 'job-unreachable', id, problem});
	const following = {id, after, signal, remote: reached, onStill, ...(onProblem && {onProblem})};
	const takeTurn = takeTurns();
	for await (const event of followJob(following)) {
		const appEvent = {type: 'job-event', id, event} as const;
		if (event.kind === 'job-ended') store.sendNow(appEvent);
		else store.batch(appEvent);
		const followed = store.get().jobs[id];
		if (followed !== undefined) log.add(followed.job, event);
		const turn = takeTurn();
		if (turn !== undefined) await turn;
	}
};
