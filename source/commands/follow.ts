import {followJob, JobInterrupted} from '../jobs/follow-job.ts';
import {recoverJob} from '../jobs/recover-job.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {type Job, type JobRequest, outcomeKind} from '../model/job.ts';
import type {ColourMeaning} from '../palettes.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandDeps} from './command-deps.ts';
import type {WorkerOptions} from './each-worker.ts';
import {findJob} from './find-job.ts';
import {jsonLine} from './json-line.ts';
import {type Connection, keepConnected} from './keep-connected.ts';
import {eventPrinter} from './print-event.ts';
import {progressLine} from './progress-line.ts';

export type Following = {
	readonly remote: Remote;
	readonly request: JobRequest;
	readonly json: boolean;
	readonly signal: AbortSignal;
	/** Whether the job still needs something from this process, and fails without it. */
	readonly isSending?: (() => boolean) | undefined;
	/** Where it is one of several jobs: called with its end, and each event in JSON names the worker. */
	readonly onEnd?: ((text: string) => void) | undefined;
};

/**
 * Prints a job's events until it ends; rolls back an interrupted job, and reconnects if the connection is lost.
 * @returns the exit code of its outcome
 */
export const followToEnd = async (deps: CommandDeps, following: Following): Promise<number> => {
	const connection = keepConnected(deps, following.remote);
	try {
		return await followOn(deps, following, connection);
	} catch (thrown) {
		const isLeft = following.signal.aborted;
		if (isLeft && following.isSending?.() === true) return leave(deps, following);
		if (isLeft || (thrown instanceof Failure && thrown.kind === 'unreachable'))
			deps.err(
				`A lost connection does not stop the job; \`ingot attach ${following.request.id}\` follows it again.`,
			);
		// Interrupted by the user while reconnecting: no error needed.
		if (!isLeft) throw thrown;
		return exitCodes.cancelled;
	} finally {
		connection.close();
	}
};

const followOn = async (deps: CommandDeps, following: Following, connection: Connection): Promise<number> => {
	const {request, json, signal, onEnd} = following;
	const print = eventPrinter(request, line => printMarked(deps, line));
	const status = json ? undefined : deps.display?.status;
	const show = (job: Job) => status?.(progressLine(job, Date.now));
	let code: number | undefined;
	const onProblem = async (thrown: unknown): Promise<boolean> => {
		if (!(thrown instanceof JobInterrupted)) throw thrown;
		deps.err('The job was interrupted; rolling back what it started.');
		await recoverJob(await connection.remote(), request.id);
		return true;
	};
	const watched = {
		id: request.id,
		after: 0,
		signal,
		remote: () => connection.remote(),
		onStill: (problem: string | undefined) => problem !== undefined && deps.err(problem),
		onProblem,
	};
	try {
		for await (const event of followJob(watched)) {
			if (json) deps.out(jsonLine(onEnd ? {worker: request.worker, ...event} : event));
			else show(print(event));
			if (event.kind !== 'job-ended') continue;
			code = exitCodes[outcomeKind(event.outcome ?? 'failed')];
			onEnd?.(event.text);
		}
	} finally {
		status?.(undefined);
	}
	return code ?? leave(deps, following);
};

/** The colours of the marks that lines about steps start with. */
const markMeanings: Readonly<Record<string, ColourMeaning>> = {
	'✓': 'success',
	'✗': 'danger',
	'›': 'accent',
	'‹': 'warning',
	'·': 'muted',
};

const printMarked = ({out, display}: CommandDeps, line: string): void => {
	const [mark = ''] = line;
	const meaning = markMeanings[mark];
	if (display === undefined || meaning === undefined) out(line);
	else display.show([{text: mark, meaning}, {text: line.slice(mark.length)}]);
};

const leave = (deps: CommandDeps, {request: {id}, isSending, onEnd}: Following): number => {
	if (isSending?.() === true) {
		onEnd?.('Ingot was ended before everything had been sent.');
		deps.err(
			`Not everything has been sent, so the job fails; \`ingot attach ${id}\` shows its end. Try again.`,
		);
	} else deps.err(`The job keeps running; \`ingot attach ${id}\` follows it again.`);
	return exitCodes.cancelled;
};

/** `ingot attach`: a job's events from the first to the last. Ctrl-C leaves the job running. */
export const attachJob = async (deps: CommandDeps, id: string, options: WorkerOptions): Promise<number> => {
	const {remote, summary} = await findJob(deps, id, options.worker);
	try {
		return await followToEnd(deps, {
			remote,
			request: summary.request,
			json: options.json ?? false,
			signal: deps.signal,
		});
	} finally {
		remote.close();
	}
};
