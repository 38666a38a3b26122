import {followJob, JobInterrupted} from '../jobs/follow-job.ts';
import {recoverJob} from '../jobs/recover-job.ts';
import {exitCodes} from '../model/failure.ts';
import {type JobRequest, outcomeKind} from '../model/job.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandWorld} from './command-world.ts';
import {eventPrinter} from './print-event.ts';

export type Following = {
	readonly remote: Remote;
	readonly request: JobRequest;
	readonly json: boolean;
	readonly signal: AbortSignal;
};

/** Prints a job's events until it ends; one whose process died is taken back first. @returns the exit code of its outcome */
export const followToEnd = async (
	world: CommandWorld,
	{remote, request, json, signal}: Following,
): Promise<number> => {
	const print = eventPrinter(request, line => world.out(line));
	let last = 0;
	let code: number = exitCodes.cancelled;
	for (;;) {
		try {
			for await (const event of followJob({
				id: request.id,
				after: last,
				signal,
				remote: async () => remote,
				onStill: problem => problem !== undefined && world.err(problem),
			})) {
				last = event.seq;
				if (json) world.out(JSON.stringify(event));
				else print(event);
				if (event.kind === 'job-ended') code = exitCodes[outcomeKind(event.outcome ?? 'failed')];
			}
			return code;
		} catch (thrown) {
			if (!(thrown instanceof JobInterrupted)) throw thrown;
			world.err('The job was interrupted; what it had begun is taken back.');
			await recoverJob(remote, request.id);
		}
	}
};
