import {hasEnded, type JobRequest, type JobSummary, type Outcome} from './job.ts';
import {compareNames} from './order.ts';
import {shortReference} from './reference.ts';

export type JobState = Outcome | 'running' | 'waiting' | 'interrupted' | 'elsewhere';

/** The state of a job; also the `state` in JSON output. */
export const jobState = (job: JobSummary): JobState => {
	if (hasEnded(job)) return job.outcome;
	if (job.elsewhere !== undefined) return 'elsewhere';
	if (!job.alive) return 'interrupted';
	return job.isWaiting ? 'waiting' : 'running';
};

/** Whether it runs, or waits until it may: it can be cancelled, and its state will change. */
export const isUnderWay = (job: JobSummary): boolean => ['running', 'waiting'].includes(jobState(job));

/** The state for people, which also shows cancelling and needed cleanup. */
export const jobWord = (job: JobSummary): string => {
	if (job.needsCleanup && hasEnded(job)) return 'needs cleanup';
	return job.isCancelling && isUnderWay(job) ? 'cancelling' : jobState(job);
};

const order: readonly JobState[] = ['running', 'waiting', 'elsewhere', 'interrupted'];
const rank = (job: JobSummary): number => {
	const at = order.indexOf(jobState(job));
	return hasEnded(job) || at === -1 ? order.length : at;
};

/** Sorts running jobs first, then waiting, those that need attention, and ended ones; newest first in each group. */
export const byUrgency = (a: JobSummary, b: JobSummary): number =>
	rank(a) - rank(b) || compareNames(b.request.id, a.request.id);

/** Whether its process ended without a status. After the rollback, interrupted is its outcome and it has ended. */
export const isDead = (job: JobSummary): boolean => !hasEnded(job) && jobState(job) === 'interrupted';

/** Whether it has to be rolled back: its process died, or an undo failed. */
export const isRecoverable = (job: JobSummary): boolean =>
	isDead(job) || (job.elsewhere === undefined && job.needsCleanup === true);

/** Workers that share a home folder list the same jobs: keeps each job once, from the machine that runs it. */
export const eachOnce = (jobs: readonly JobSummary[]): readonly JobSummary[] => {
	const known = new Map<string, JobSummary>();
	for (const job of jobs) {
		const other = known.get(job.request.id);
		if (other === undefined || (other.elsewhere !== undefined && job.elsewhere === undefined))
			known.set(job.request.id, job);
	}
	return [...known.values()];
};

/** What a job is about: its DevBox, or its image; '' for unnamed images. */
export const subjectOf = ({devbox, reference}: Pick<JobRequest, 'devbox' | 'reference'>): string =>
	devbox.name || shortReference(reference);

/** How long a job in a list took (ms), once it has ended: from its request, by two clocks, where its first event is not known. */
export const listedTookMs = ({request, startedAt, endedAt}: JobSummary): number | undefined => {
	const ms = Date.parse(endedAt ?? '') - Date.parse(startedAt ?? request.at);
	return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};
