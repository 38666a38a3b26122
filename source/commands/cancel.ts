import {cancelJob} from '../jobs/cancel-job.ts';
import {exitCodes} from '../model/failure.ts';
import {hasEnded} from '../model/job.ts';
import type {CommandDeps} from './command-deps.ts';
import type {WorkerOptions} from './each-worker.ts';
import {findJob} from './find-job.ts';
import {followToEnd} from './follow.ts';

/** `ingot cancel`: cancels a job and waits until it is rolled back. Exits with 0 if it was cancelled. */
export const cancelRunningJob = async (
	deps: CommandDeps,
	id: string,
	options: WorkerOptions,
): Promise<number> => {
	const {remote, summary} = await findJob(deps, id, options.worker);
	try {
		if (hasEnded(summary)) {
			deps.err(`The job has already ended: ${summary.outcome}.`);
			return exitCodes.conflict;
		}
		await cancelJob(remote, id, (await deps.settings()).account.user);
		const code = await followToEnd(deps, {
			remote,
			request: summary.request,
			json: false,
			signal: deps.signal,
		});
		return code === exitCodes.cancelled ? exitCodes.done : code;
	} finally {
		remote.close();
	}
};
