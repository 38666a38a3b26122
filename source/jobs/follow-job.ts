import {Failure} from '../model/failure.ts';
import type {JobEvent, JobId} from '../model/job.ts';
import {quote} from '../model/shell.ts';
import {jobsFolder} from '../plan/job-script.ts';
import type {Remote} from '../remote/remote.ts';
import {isAlive} from './is-alive.ts';
import {isJobId} from './job-id.ts';
import {toJobEvent} from './to-job-event.ts';

export type Following = {
	readonly id: JobId;
	/** The last event that is known; 0 for all of them. */
	readonly after: number;
	readonly signal: AbortSignal;
	/** The connection of the moment; asked again when it was lost. */
	readonly remote: () => Promise<Remote>;
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
export async function* followJob({id, after, signal, remote}: Following): AsyncGenerator<JobEvent> {
	let last = after;
	let tries = 0;
	while (!signal.aborted) {
		const current = await remote();
		try {
			for await (const event of followOnce(current, {id, last, signal})) {
				last = event.seq;
				tries = 0;
				yield event;
				if (event.kind === 'job-ended') return;
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
	thrown instanceof JobInterrupted || (thrown instanceof Failure && thrown.kind === 'usage');

/** One connection's worth of events. Throws when it ended before the job did. */
async function* followOnce(
	remote: Remote,
	{id, last, signal}: {id: JobId; last: number; signal: AbortSignal},
): AsyncGenerator<JobEvent> {
	if (!isJobId(id)) throw noJob(remote, id);
	const words = {gone: `gone ${crypto.randomUUID()}`, dead: `dead ${crypto.randomUUID()}`};
	let seen = last;
	for await (const line of remote.lines(followScript(id, last, words), signal)) {
		if (line === words.gone) throw noJob(remote, id);
		if (line === words.dead) throw interrupted(remote, id);
		const event = toJobEvent(line, id);
		if (event === undefined || event.seq <= seen) continue;
		seen = event.seq;
		yield event;
	}
	if (!signal.aborted) throw lost(remote);
}

/**
 * Tells the events as they are written. When the runner is dead all of them are told once more, in case the last were
 * still on their way, and then that it is dead. Nothing stays on the worker when our end of stdin goes.
 */
const followScript = (id: JobId, last: number, {gone, dead}: {gone: string; dead: string}): string => `
cd ${jobsFolder} 2>/dev/null && [ -d ${quote([id])} ] && [ ! -L ${quote([id])} ] && cd ${quote([id])} || { echo ${quote([gone])}; exit; }
${isAlive}
tail -n +${last + 1} -f events.ndjson 2>/dev/null &
tail=$!
exec 3<&0
{ cat <&3 >/dev/null; kill "$tail"; } 2>/dev/null &
cat=$!
while is_alive . && kill -0 "$tail" 2>/dev/null; do sleep 1; done
if kill "$tail" 2>/dev/null; then
	wait "$tail" 2>/dev/null
	echo
	tail -n +${last + 1} events.ndjson
	echo
	echo ${quote([dead])}
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
