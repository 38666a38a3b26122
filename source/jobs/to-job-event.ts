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
		const {data} = schema.safeParse(JSON.parse(line));
		if (data === undefined || data.job !== job) return undefined;
		const {outcome, ...event} = data;
		return outcome === undefined ? event : {...event, outcome};
	} catch {
		return undefined;
	}
};
