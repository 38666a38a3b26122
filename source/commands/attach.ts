import type {CommandWorld} from './command-world.ts';
import type {WorkerOptions} from './each-worker.ts';
import {findJob} from './find-job.ts';
import {followToEnd} from './follow.ts';

/** `ingot attach`: a job's events from the first to the last. Ctrl-C leaves the job running. */
export const attachJob = async (world: CommandWorld, id: string, options: WorkerOptions): Promise<number> => {
	const {remote, summary} = await findJob(world, id, options.worker);
	try {
		return await followToEnd(world, {
			remote,
			request: summary.request,
			json: options.json ?? false,
			signal: world.signal,
		});
	} finally {
		remote.close();
	}
};
