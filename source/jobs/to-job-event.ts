import * as z from 'zod/mini';
import type {JobEvent, JobId} from '../model/job.ts';

const schema = z.object({
	seq: z.int().check(z.positive()),
	at: z.string(),
	job: z.string(),
	step: z.string(),
	kind: z.enum([
		'job-started',
		'job-waiting',
		'step-started',
		'log',
		'progress',
		'step-ended',
		'step-failed',
		'cancel-requested',
		'undo-started',
		'undo-ended',
		'undo-failed',
		'job-ended',
	]),
	text: z.string(),
	outcome: z.catch(
		z.optional(z.enum(['done', 'failed', 'refused', 'conflict', 'cancelled', 'interrupted'])),
		undefined,
	),
});

/** A line of events.ndjson → the event, or undefined if it belongs to another job or its kind is unknown. */
export const toJobEvent = (line: string, job: JobId): JobEvent | undefined => {
	if (!line.startsWith('{')) return undefined;
	try {
		const parsed: unknown = JSON.parse(line);
		if (isLogLine(parsed)) return parsed.job === job ? logEvent(parsed) : undefined;
		const {data} = schema.safeParse(parsed);
		if (data === undefined || data.job !== job) return undefined;
		const {outcome, ...event} = data;
		return outcome === undefined ? event : {...event, outcome};
	} catch {
		return undefined;
	}
};

type LogEvent = Pick<JobEvent, 'seq' | 'at' | 'job' | 'step' | 'text'>;

/** Nearly all events are lines of a log, up to 50,000 a second: the schema would take most of the time. */
const isLogLine = (value: unknown): value is LogEvent => {
	if (typeof value !== 'object' || value === null) return false;
	const {kind, seq, at, job, step, text} = value as Record<string, unknown>;
	return (
		kind === 'log' &&
		Number.isSafeInteger(seq) &&
		Number(seq) > 0 &&
		[at, job, step, text].every(each => typeof each === 'string')
	);
};

const logEvent = ({seq, at, job, step, text}: LogEvent): JobEvent => ({
	seq,
	at,
	job,
	step,
	kind: 'log',
	text,
});
