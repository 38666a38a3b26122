import {Failure} from '../model/failure.ts';
import type {JobEvent, JobId} from '../model/job.ts';
import type {Remote} from '../remote/remote.ts';
import {jobElsewhere} from './cancel-job.ts';
import {enterJob, isAlive} from './is-alive.ts';
import {isJobId} from './job-id.ts';
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
const mostTries = 5;

/**
 * Every event of a job once and in order, until it has ended, whatever becomes of the connection. Ends quietly on abort.
 * @throws JobInterrupted when its process is dead, Failure when there is no such job or no connection any more
 */
export async function* followJob({id, after, signal, remote, onStill}: Following): AsyncGenerator<JobEvent> {
	let last = after;
	let tries = 0;
	while (!signal.aborted) {
		const current = await remote();
		try {
			for await (const {event, isEnd} of followOnce(current, {id, last, signal, onStill})) {
				last = event.seq;
				tries = 0;
				yield event;
				if (isEnd) return;
			}
		} catch (thrown) {
			if (signal.aborted) return;
			tries += 1;
			if (tries >= mostTries || isFinal(thrown)) throw thrown;
		}
		await lostOrLater(current, signal);
	}
}

const isFinal = (thrown: unknown): boolean =>
	thrown instanceof JobInterrupted ||
	(thrown instanceof Failure && ['usage', 'conflict'].includes(thrown.kind));

type Once = Pick<Following, 'id' | 'signal'> & {
	readonly last: number;
	readonly onStill: Following['onStill'] | undefined;
};
type Told = {readonly event: JobEvent; readonly isEnd: boolean};

/**
 * One connection's worth of events. What was recovered later stands behind the end of a job, and has an end of its own, so
 * the ends are counted. Throws when it ended before the job did.
 */
async function* followOnce(remote: Remote, {id, last, signal, onStill}: Once): AsyncGenerator<Told> {
	if (!isJobId(id)) throw noJob(remote, id);
	const token = crypto.randomUUID();
	const place: Place = {seen: last, ends: 1, isOver: false};
	for await (const line of remote.lines(followScript(id, last, token), signal)) {
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
	if (!signal.aborted) throw lost(remote);
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
		? `The job stands still: its process ${pid} waits for a disk of the worker.`
		: `The job stands still: its process ${pid} is stopped. kill -CONT ${pid} on the worker lets it go on.`;

/**
 * Tells the events as they are written. When the runner is dead all of them are told once more, in case the last were
 * still on their way, and then that it is dead. One that is stopped, or waits for a disk at five looks, is told. Nothing
 * stays on the worker when our end of stdin goes.
 */
const followScript = (id: JobId, last: number, token: string): string => `
${enterJob(id, `echo ${token} gone; exit`)}
${isAlive}
echo ${token} ends "$(tail -n +${last + 1} events.ndjson | grep -aFc '"kind":"job-ended"')"
! is_elsewhere . || [ -e status.json ] || { echo ${token} elsewhere "\${where%%:*}"; exit; }
tail -n +${last + 1} -f events.ndjson 2>/dev/null &
tail=$!
exec 3<&0
{ cat <&3 >/dev/null; kill "$tail"; } 2>/dev/null &
cat=$!
looks=0 limit=5
while is_alive . && kill -0 "$tail" 2>/dev/null; do
	case $runner_state in
	[TtD])
		looks=$((looks + 1))
		[ "$runner_state" = D ] || looks=$limit
		[ "$looks" != "$limit" ] || { echo; echo ${token} still "$runner_state $pid"; limit=0; }
		;;
	*)
		[ "$limit" != 0 ] || echo ${token} works
		looks=0 limit=5
		;;
	esac
	sleep 1
done
if kill "$tail" 2>/dev/null; then
	wait "$tail" 2>/dev/null
	echo
	tail -n +${last + 1} events.ndjson
	echo
	[ ! -e status.json ] || { echo ${token} over; grep -a '"kind":"job-ended"' events.ndjson | tail -n 1; }
	echo ${token} dead
fi
kill "$cat" 2>/dev/null
`;

/** A lost connection is noticed by itself; a channel that broke alone is tried again a little later. */
const lostOrLater = (remote: Remote, signal: AbortSignal): Promise<void> =>
	new Promise(resolve => {
		const go = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', go);
			resolve();
		};
		const timer = setTimeout(go, pauseMs);
		signal.addEventListener('abort', go, {once: true});
		void remote.ended.then(go);
	});

const noJob = (remote: Remote, id: JobId): Failure =>
	new Failure(`${remote.worker.name} has no job ${id}.`, {
		kind: 'usage',
		hint: '`ingot jobs` lists those that there are.',
	});

const interrupted = (remote: Remote, id: JobId): Failure =>
	new JobInterrupted(`The job ${id} was interrupted: its process on ${remote.worker.name} died.`, {
		hint: 'Recover it: what it had begun is taken back.',
	});

const lost = (remote: Remote): Failure =>
	new Failure(`The connection to ${remote.worker.name} was lost while following the job; the job goes on.`, {
		kind: 'unreachable',
		hint: 'Ingot follows on when the worker answers again.',
	});
