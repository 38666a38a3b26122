import {listJobs} from '../jobs/list-jobs.ts';
import {Failure} from '../model/failure.ts';
import type {JobSummary} from '../model/job.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandDeps, findWorkers} from './command-deps.ts';

export type FoundJob = {readonly remote: Remote; readonly summary: JobSummary};

/**
 * Finds a job on all workers, or on the named ones; the connection to its worker stays open.
 * @throws Failure (usage) if no worker has it, (unreachable) if a worker that may have it is not reachable
 */
export const findJob = async (
	deps: CommandDeps,
	id: string,
	names?: readonly string[],
): Promise<FoundJob> => {
	const settings = await deps.settings();
	const workers = findWorkers(settings, names);
	const looked = await Promise.allSettled(workers.map(worker => findOn(deps, worker, id)));
	const found = looked.flatMap(each =>
		each.status === 'fulfilled' && each.value !== undefined ? [each.value] : [],
	);
	// Workers that share a home folder all list it; only the one that runs it can reach its process.
	const best = found.find(each => each.summary.elsewhere === undefined) ?? found[0];
	for (const each of found) if (each !== best) each.remote.close();
	if (best !== undefined) return best;
	const failed = looked.find(each => each.status === 'rejected');
	if (failed !== undefined) throw failed.reason;
	throw new Failure(`No worker has the job ${id}.`, {
		kind: 'usage',
		hint: '`ingot jobs` lists all jobs.',
	});
};

const findOn = async (deps: CommandDeps, worker: Worker, id: string): Promise<FoundJob | undefined> => {
	const remote = await deps.connect(worker);
	try {
		const jobs = await listJobs(remote, {signal: deps.signal});
		const summary = jobs.find(job => job.request.id === id);
		if (summary !== undefined) return {remote, summary};
	} catch (thrown) {
		remote.close();
		throw thrown;
	}
	remote.close();
	return undefined;
};
