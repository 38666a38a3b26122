import {Failure} from '../model/failure.ts';
import type {JobEvent, JobId} from '../model/job.ts';
import type {Remote} from '../remote/remote.ts';
import {sleep} from '../time/sleep.ts';
import followScript from '../worker/jobs/follow-job.sh';
import {jobElsewhere, noJob} from './cancel-job.ts';
import {isJobId} from './job-id.ts';
import {jobScript} from './job-script.ts';
import {toJobEvent} from './to-job-event.ts';

export type Following = {
	readonly id: JobId;
	/** Sequence number of the last known event; 0 for all events. */
	readonly after: number;
	readonly signal: AbortSignal;
	/** The current connection, called again after it was lost. @throws Failure when there is none */
	readonly remote: () => Promise<Remote>;
	/** Called when the job's process stalls (stopped, or blocked on disk I/O), and with undefined when it works again. */
	readonly onStill?: (problem: string | undefined) => void;
	/** Called instead of throwing. @returns whether to follow on from the last event; false ends without an error */
	readonly onProblem?: (thrown: unknown) => Promise<boolean>;
};

/** The job's process died without a status. `recoverJob` rolls back what it had started. */
export class JobInterrupted extends Failure {
	override name = 'JobInterrupted';
}

const retryMs = 500;
const maxAttempts = 5;

/**
 * Every event of a job once and in order until it ends, across lost connections. This is the only loop that retries:
 * docs/decisions/jobs-following.md has its states. Ends without an error on abort.
 * @throws JobInterrupted when its process is dead, Failure when there is no such job or no connection any more
 */
export async function* followJob(following: Following): AsyncGenerator<JobEvent> {
	const {signal, remote} = following;
	const progress: Progress = {last: following.after, attempts: 0, isImmediate: false};
	while (!signal.aborted) {
		let current: Remote | undefined;
		progress.isImmediate = false;
		try {
			current = await remote();
			for await (const {event, isEnd} of followOnce(current, following, progress)) {
				progress.last = event.seq;
				progress.attempts = 0;
				yield event;
				if (isEnd) return;
			}
		} catch (thrown) {
			if (!(await goesOn(thrown, following, {progress, isConnected: current !== undefined}))) return;
		}
		// A lost connection ends the wait; after a broken channel alone the same connection is used again.
		if (!progress.isImmediate) await sleep(retryMs, {signal, until: current?.ended});
	}
}

type Progress = {
	last: number;
	/** In a row, without an event in between. */
	attempts: number;
	/** The next attempt starts without a pause. */
	isImmediate: boolean;
};

/** Whether there is another attempt after a problem. @throws what was thrown, when the caller handles no problems */
const goesOn = async (
	thrown: unknown,
	{signal, onProblem}: Following,
	{progress, isConnected}: {readonly progress: Progress; readonly isConnected: boolean},
): Promise<boolean> => {
	if (signal.aborted && (isConnected || onProblem !== undefined)) return false;
	progress.attempts += 1;
	if (isConnected && progress.attempts < maxAttempts && !isFinal(thrown)) return true;
	if (onProblem === undefined) throw thrown;
	progress.attempts = 0;
	progress.isImmediate = true;
	return onProblem(thrown);
};

/** Whether there is nothing left to follow: no such job, or one of another machine. */
export const isUnfollowable = (thrown: unknown): boolean =>
	thrown instanceof Failure && ['usage', 'conflict'].includes(thrown.kind);

const isFinal = (thrown: unknown): boolean => thrown instanceof JobInterrupted || isUnfollowable(thrown);

type Followed = {readonly event: JobEvent; readonly isEnd: boolean};

/**
 * The events of one connection. A recovery appends its events after the end of the job, with an end of its own, so the
 * ends are counted. @throws Failure when the connection ends before the job does
 */
async function* followOnce(
	remote: Remote,
	{id, signal, onStill}: Following,
	progress: Progress,
): AsyncGenerator<Followed> {
	const {last} = progress;
	if (!isJobId(id)) throw noJob(remote, id);
	const onYielded = () => {
		// The session was yielded to others; the next attempt waits for its own turn.
		progress.isImmediate = true;
	};
	const token = crypto.randomUUID();
	const script = jobScript(followScript, [id, String(last + 1), token]);
	const place: Place = {seen: last, ends: 1, isOver: false};
	for await (const line of remote.lines(script, signal, {onYielded, packedAs: token})) {
		const event = nextEvent(toJobEvent(line, id), place);
		if (event !== undefined) {
			place.seen = event.seq;
			if (event.kind === 'job-ended') place.ends -= 1;
			yield {event, isEnd: event.kind === 'job-ended' && (place.isOver || place.ends < 1)};
		}
		if (!line.startsWith(token)) continue;
		const notice = line.slice(token.length + 1).split(' ');
		if (!isAboutPlace(notice, place)) handleNotice(remote, id, {notice, onStill});
	}
	if (!signal.aborted && !progress.isImmediate) throw lost(remote);
}

type Place = {seen: number; ends: number; isOver: boolean};

/**
 * An event that was not seen yet. A power cut may have removed lines that were already sent, and their numbers are then
 * used again, so the end of a finished job always counts.
 */
const nextEvent = (event: JobEvent | undefined, {seen, isOver}: Place): JobEvent | undefined => {
	if (event === undefined || event.seq > seen) return event;
	return isOver ? {...event, seq: seen + 1} : undefined;
};

const isAboutPlace = ([word, count]: readonly string[], place: Place): boolean => {
	if (word === 'over') place.isOver = true;
	else if (word === 'ends') place.ends = Math.max(1, Number(count));
	else return false;
	return true;
};

/** Handles what the script says besides events. @throws Failure when there is nothing more to follow */
const handleNotice = (
	remote: Remote,
	id: JobId,
	{notice: [word, what = '', pid = ''], onStill}: {notice: readonly string[]; onStill: Following['onStill']},
): void => {
	if (word === 'gone') throw noJob(remote, id);
	if (word === 'elsewhere') throw jobElsewhere(id, what);
	if (word === 'dead') throw interrupted(remote, id);
	onStill?.(word === 'still' && isStill.test(`${what} ${pid}`) ? stillWords(what, pid) : undefined);
};

/** A process state and id. Validated because the id ends up in a command that the message suggests. */
const isStill = /^[TtD] \d{1,10}$/u;

const stillWords = (state: string, pid: string): string =>
	state === 'D'
		? `The job is stalled: process ${pid} is blocked on disk I/O.`
		: `The job is stalled: process ${pid} is stopped. Run kill -CONT ${pid} on the worker to continue it.`;

const interrupted = (remote: Remote, id: JobId): Failure =>
	new JobInterrupted(`The job ${id} was interrupted: its process on ${remote.worker.name} died.`, {
		hint: 'Recover it to roll back what it had started.',
	});

const lost = (remote: Remote): Failure =>
	new Failure(`The connection to ${remote.worker.name} was lost while following the job.`, {
		kind: 'unreachable',
		hint: 'This does not stop the job; Ingot continues to follow it when the worker answers again.',
	});
