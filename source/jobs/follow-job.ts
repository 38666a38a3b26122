import {Failure} from '../model/failure.ts';
import type {JobEvent, JobId} from '../model/job.ts';
import type {Remote} from '../remote/remote.ts';
import followScript from '../worker/jobs/follow-job.sh';
import {jobElsewhere} from './cancel-job.ts';
import {isJobId} from './job-id.ts';
import {jobScript} from './job-script.ts';
import {toJobEvent} from './to-job-event.ts';

export type Following = {
	readonly id: JobId;
	/** The last event that is known; 0 for all of them. */
	readonly after: number;
	readonly signal: AbortSignal;
	/** The connection of the moment; asked again when it was lost. */
	readonly remote: () => Promise<Remote>;
	/** Told when the job's process stands still (stopped, or it waits for a disk), and undefined when it works again. */
	readonly onStill?: (problem: string | undefined) => void;
};

/** The job's process died without a status: `recoverJob` takes back what it had begun. */
export class JobInterrupted extends Failure {
	override name = 'JobInterrupted';
}

const pauseMs = 500;
const maxTries = 5;

/**
 * Every event of a job once and in order, until it has ended, whatever becomes of the connection. Ends quietly on abort.
 * @throws JobInterrupted when its process is dead, Failure when there is no such job or no connection any more
 */
export async function* followJob({id, after, signal, remote, onStill}: Following): AsyncGenerator<JobEvent> {
	let last = after;
	let tries = 0;
	while (!signal.aborted) {
		const current = await remote();
		const turn = {isGivenUp: false};
		try {
			for await (const {event, isEnd} of followOnce(current, {id, last, signal, onStill, turn})) {
				last = event.seq;
				tries = 0;
				yield event;
				if (isEnd) return;
			}
		} catch (thrown) {
			if (signal.aborted) return;
			tries += 1;
			if (tries >= maxTries || isFinal(thrown)) throw thrown;
		}
		await lostOrLater(current, signal, turn);
	}
}

const isFinal = (thrown: unknown): boolean =>
	thrown instanceof JobInterrupted ||
	(thrown instanceof Failure && ['usage', 'conflict'].includes(thrown.kind));

type Once = Pick<Following, 'id' | 'signal'> & {
	readonly last: number;
	readonly onStill: Following['onStill'] | undefined;
	readonly turn: Turn;
};
/** Given up where others wait for a session: it is taken up again at once, and waits for its own next turn. */
type Turn = {isGivenUp: boolean};
type Told = {readonly event: JobEvent; readonly isEnd: boolean};

/**
 * One connection's worth of events. What was recovered later stands behind the end of a job, and has an end of its own, so
 * the ends are counted. Throws when it ended before the job did.
 */
async function* followOnce(remote: Remote, {id, last, signal, onStill, turn}: Once): AsyncGenerator<Told> {
	if (!isJobId(id)) throw noJob(remote, id);
	const onYielded = () => {
		turn.isGivenUp = true;
	};
	const token = crypto.randomUUID();
	const script = jobScript(followScript, [id, String(last + 1), token]);
	const place: Place = {seen: last, ends: 1, isOver: false};
	for await (const line of remote.lines(script, signal, {onYielded})) {
		const event = nextEvent(toJobEvent(line, id), place);
		if (event !== undefined) {
			place.seen = event.seq;
			if (event.kind === 'job-ended') place.ends -= 1;
			yield {event, isEnd: event.kind === 'job-ended' && (place.isOver || place.ends < 1)};
		}
		if (!line.startsWith(token)) continue;
		const notice = line.slice(token.length + 1).split(' ');
		if (!isAboutPlace(notice, place)) heed(remote, id, {notice, onStill});
	}
	if (!signal.aborted && !turn.isGivenUp) throw lost(remote);
}

type Place = {seen: number; ends: number; isOver: boolean};

/**
 * One that was not told yet. A power cut may have taken lines that were told already, and their numbers were used again:
 * the end of a job that is over counts in any case.
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

/** What the script says besides events. @throws Failure when it is the end of the following */
const heed = (
	remote: Remote,
	id: JobId,
	{
		notice: [word, what = '', pid = ''],
		onStill,
	}: {notice: readonly string[]; onStill: Following['onStill'] | undefined},
): void => {
	if (word === 'gone') throw noJob(remote, id);
	if (word === 'elsewhere') throw jobElsewhere(id, what);
	if (word === 'dead') throw interrupted(remote, id);
	onStill?.(word === 'still' && isStill.test(`${what} ${pid}`) ? stillWords(what, pid) : undefined);
};

/** A state and a process id: the words that they come into name a command to type. */
const isStill = /^[TtD] \d{1,10}$/u;

const stillWords = (state: string, pid: string): string =>
	state === 'D'
		? `The job is stalled: process ${pid} is blocked on disk I/O.`
		: `The job is stalled: process ${pid} is stopped. Run kill -CONT ${pid} on the worker to resume it.`;

/** A lost connection is noticed by itself; a channel that broke alone is tried again a little later. */
const lostOrLater = async (remote: Remote, signal: AbortSignal, {isGivenUp}: Turn): Promise<void> => {
	if (isGivenUp) return;
	await new Promise<void>(resolve => {
		const go = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', go);
			resolve();
		};
		const timer = setTimeout(go, pauseMs);
		signal.addEventListener('abort', go, {once: true});
		void remote.ended.then(go);
	});
};

const noJob = (remote: Remote, id: JobId): Failure =>
	new Failure(`${remote.worker.name} has no job ${id}.`, {
		kind: 'usage',
		hint: '`ingot jobs` lists all jobs.',
	});

const interrupted = (remote: Remote, id: JobId): Failure =>
	new JobInterrupted(`The job ${id} was interrupted: its process on ${remote.worker.name} died.`, {
		hint: 'Recover it to roll back what it started.',
	});

const lost = (remote: Remote): Failure =>
	new Failure(
		`The connection to ${remote.worker.name} was lost while following the job; the job keeps running.`,
		{
			kind: 'unreachable',
			hint: 'Ingot continues when the worker is reachable again.',
		},
	);
