import {listJobs} from '../jobs/list-jobs.ts';
import type {JobSummary} from '../model/job.ts';
import {eachOnce, isRecoverable, jobState} from '../model/job-state.ts';
import type {CommandWorld} from './command-world.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';
import {tableLines} from './print-table.ts';

/** `ingot jobs`: what runs and what ran on all workers, running jobs first, then the newest. */
export const listAllJobs = async (world: CommandWorld, options: WorkerOptions): Promise<number> => {
	const {rows, code} = await fromEachWorker(world, options, remote =>
		listJobs(remote, {signal: world.signal}),
	);
	const sorted = eachOnce(rows).toSorted(
		(a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.request.id.localeCompare(a.request.id),
	);
	if (options.json) {
		for (const job of sorted) world.out(JSON.stringify(toRow(job)));
		return code;
	}
	const table = sorted.map(job => [
		job.request.worker,
		job.request.id,
		jobState(job),
		job.request.devbox.name,
		job.request.reference,
		job.request.user,
		job.request.at.slice(0, 16).replace('T', ' '),
	]);
	for (const line of tableLines(['WORKER', 'JOB', 'STATE', 'DEVBOX', 'IMAGE', 'USER', 'ASKED'], table))
		world.out(line);
	if (sorted.some(isRecoverable))
		world.err('Some jobs have left something: `ingot recover` tells what, and takes it back.');
	return code;
};

const isOpen = (job: JobSummary): boolean => job.outcome === undefined && job.alive;

const toRow = ({request, endedAt, ...job}: JobSummary) => ({
	worker: request.worker,
	name: request.reference,
	id: request.id,
	kind: request.kind,
	state: jobState({request, endedAt, ...job}),
	left: job.hasLeft ?? false,
	devbox: request.devbox.name,
	user: request.user,
	host: request.host,
	ingot: request.ingot,
	askedAt: request.at,
	endedAt: endedAt ?? null,
});
