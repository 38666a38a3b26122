import type {JobSummary, Outcome} from './job.ts';

export type JobState = Outcome | 'running' | 'waiting' | 'interrupted' | 'elsewhere';

/** How a job stands, in a word. */
export const jobState = (job: JobSummary): JobState => {
	if (job.outcome !== undefined) return job.outcome;
	if (job.elsewhere !== undefined) return 'elsewhere';
	if (!job.alive) return 'interrupted';
	return job.isWaiting ? 'waiting' : 'running';
};

/** The same for people: what runs may be on its way back. */
export const jobWord = (job: JobSummary): string => {
	const state = jobState(job);
	if (job.needsCleanup && job.outcome !== undefined) return 'needs cleanup';
	return job.isCancelling && (state === 'running' || state === 'waiting') ? 'cancelling' : state;
};

const order: readonly JobState[] = ['running', 'waiting', 'elsewhere', 'interrupted'];
const rank = (job: JobSummary): number => {
	const at = order.indexOf(jobState(job));
	return job.outcome !== undefined || at === -1 ? order.length : at;
};

/** What runs first, then what waits, what wants to be looked at, and what has ended; the newest first in each. */
export const byUrgency = (a: JobSummary, b: JobSummary): number =>
	rank(a) - rank(b) || b.request.id.localeCompare(a.request.id);

/** Its process died without a word. Once it is taken back, interrupted is its outcome, and it has ended. */
export const isDead = (job: JobSummary): boolean =>
	job.outcome === undefined && jobState(job) === 'interrupted';

/** Whether something of it waits to be taken back: its process died, or an undo failed. */
export const isRecoverable = (job: JobSummary): boolean =>
	isDead(job) || (job.elsewhere === undefined && job.needsCleanup === true);

/** Workers that share a home list the same jobs: each is told once, by the machine that it is one of. */
export const eachOnce = (jobs: readonly JobSummary[]): readonly JobSummary[] => {
	const known = new Map<string, JobSummary>();
	for (const job of jobs) {
		const other = known.get(job.request.id);
		if (other === undefined || (other.elsewhere !== undefined && job.elsewhere === undefined))
			known.set(job.request.id, job);
	}
	return [...known.values()];
};
