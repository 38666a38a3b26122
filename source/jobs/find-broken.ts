import type {JobId, JobSummary} from '../model/job.ts';
import {isDead, isRecoverable} from '../model/job-state.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import leftovers from '../worker/jobs/leftovers.sh';
import {isJobId} from './job-id.ts';
import {jobScript} from './job-script.ts';
import {listJobs} from './list-jobs.ts';

const kinds = ['frozen', 'stopped', 'container', 'image', 'temporary', 'step'] as const;

/** Something that needs cleanup after a job: a frozen or stopped DevBox, something that it created, or a step to undo. */
export type Remains = {readonly kind: (typeof kinds)[number]; readonly name: string};

/** A job that died, or whose undo failed; without a summary where its folder or request is lost. */
export type BrokenJob = {
	readonly id: JobId;
	readonly summary: JobSummary | undefined;
	readonly state: 'interrupted' | 'left' | 'gone';
	readonly remains: readonly Remains[];
};

/** Runs a verb of worker/jobs/leftovers.sh. */
export const leftoversScript = (argv: readonly string[]): string => jobScript(leftovers, argv);

/** All jobs of a worker, and those that need cleanup. Only reads. */
export const findBroken = async (
	remote: Remote,
	options: RunOptions = {},
): Promise<{readonly jobs: readonly JobSummary[]; readonly broken: readonly BrokenJob[]}> => {
	const jobs = await listJobs(remote, options);
	const candidates = jobs.filter(isRecoverable);
	const words = candidates.flatMap(({request}) => [request.id, request.devbox.id || 'none']);
	const {stdout} = await remote.run(leftoversScript(['look', ...words]), {timeoutMs: 60_000, ...options});
	const lines = stdout.split('\n').map(line => line.split('\t'));
	const remainsOf = (id: JobId, summary?: JobSummary) =>
		lines.flatMap(([job, kind, name = '']) => (job === id ? toRemains(kind, name, summary) : []));
	return {
		jobs,
		broken: [
			...candidates.map(summary => ({
				id: summary.request.id,
				summary,
				state: isDead(summary) ? ('interrupted' as const) : ('left' as const),
				remains: remainsOf(summary.request.id, summary),
			})),
			...lines.flatMap(([id = '', kind]) =>
				kind === 'gone' && isJobId(id) && !jobs.some(job => job.request.id === id)
					? [{id, summary: undefined, state: 'gone' as const, remains: remainsOf(id)}]
					: [],
			),
		],
	};
};

const toRemains = (word: string | undefined, name: string, summary?: JobSummary): readonly Remains[] => {
	const kind = kinds.find(each => each === word);
	if (kind === undefined) return [];
	if (kind !== 'step') return [{kind, name}];
	const step = summary?.request.steps[Number(name) - 1];
	return step === undefined ? [] : [{kind, name: step.title}];
};
