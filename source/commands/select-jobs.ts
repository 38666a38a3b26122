import {listJobs} from '../jobs/list-jobs.ts';
import {Failure} from '../model/failure.ts';
import type {JobSummary} from '../model/job.ts';
import {eachOnce, jobState} from '../model/job-state.ts';
import {momentOf} from '../model/since.ts';
import type {CommandWorld} from './command-world.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';

export type JobOptions = WorkerOptions & {
	readonly since?: string;
	readonly until?: string;
	readonly user?: string;
	readonly state?: string;
};

/** The jobs of all workers that an audit asks for, in no order. @throws Failure (usage) when it asks for nonsense */
export const selectJobs = async (
	world: CommandWorld,
	options: JobOptions,
): Promise<{readonly jobs: readonly JobSummary[]; readonly code: number}> => {
	const isWanted = wanted(options, Date.now());
	const {rows, code} = await fromEachWorker(world, options, remote =>
		listJobs(remote, {signal: world.signal, all: options.since !== undefined}),
	);
	return {jobs: eachOnce(rows).filter(isWanted), code};
};

const wanted = ({since, until, user, state}: JobOptions, now: number): ((job: JobSummary) => boolean) => {
	const from = since === undefined ? Number.NEGATIVE_INFINITY : momentOf(since, now);
	const to = until === undefined ? Number.POSITIVE_INFINITY : momentOf(until, now, true);
	if (from > to) {
		throw new Failure('--since is later than --until.', {kind: 'usage', hint: 'Exchange the two.'});
	}
	return job => {
		const at = Date.parse(job.request.at);
		// One that tells no time is told in any case: it must not hide from an audit like that.
		const isThen = Number.isNaN(at) || (at >= from && at <= to);
		return (
			isThen &&
			(user === undefined || job.request.user === user) &&
			(state === undefined || jobState(job) === state)
		);
	};
};
