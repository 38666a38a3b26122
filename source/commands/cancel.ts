import {cancelJob} from '../jobs/cancel-job.ts';
import {exitCodes} from '../model/failure.ts';
import type {CommandWorld} from './command-world.ts';
import type {WorkerOptions} from './each-worker.ts';
import {findJob} from './find-job.ts';
import {followToEnd} from './follow.ts';

/** `ingot cancel`: asks the worker to cancel and waits until everything is taken back. Exits 0 when it was cancelled. */
export const cancelRunningJob = async (
	world: CommandWorld,
	id: string,
	options: WorkerOptions,
): Promise<number> => {
	const {remote, summary} = await findJob(world, id, options.worker);
	try {
		if (summary.outcome !== undefined) {
			world.err(`The job has ended already: ${summary.outcome}.`);
			return exitCodes.conflict;
		}
		await cancelJob(remote, id, (await world.settings()).account.user);
		const code = await followToEnd(world, {
			remote,
			request: summary.request,
			json: false,
			signal: world.signal,
		});
		return code === exitCodes.cancelled ? exitCodes.done : code;
	} finally {
		remote.close();
	}
};
