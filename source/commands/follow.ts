import {followJob, JobInterrupted} from '../jobs/follow-job.ts';
import {recoverJob} from '../jobs/recover-job.ts';
import {exitCodes} from '../model/failure.ts';
import {type JobRequest, outcomeKind} from '../model/job.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandWorld} from './command-world.ts';
import {jsonLine} from './json-line.ts';
import {type Connection, keepConnected} from './keep-connected.ts';
import {eventPrinter} from './print-event.ts';

export type Following = {
	readonly remote: Remote;
	readonly request: JobRequest;
	readonly json: boolean;
	readonly signal: AbortSignal;
};

/**
 * Prints a job's events until it ends; one whose process died is taken back first, and a lost connection is made again.
 * @returns the exit code of its outcome
 */
export const followToEnd = async (world: CommandWorld, following: Following): Promise<number> => {
	const connection = keepConnected(world, following.remote);
	try {
		return await followOn(world, following, connection);
	} catch (thrown) {
		// Whoever ended us while we were connecting again wants no reason.
		if (!following.signal.aborted) throw thrown;
		return goesOn(world, following.request);
	} finally {
		connection.close();
	}
};

const followOn = async (
	world: CommandWorld,
	{request, json, signal}: Following,
	connection: Connection,
): Promise<number> => {
	const print = eventPrinter(request, line => world.out(line));
	let last = 0;
	let code: number | undefined;
	for (;;) {
		try {
			for await (const event of followJob({
				id: request.id,
				after: last,
				signal,
				remote: () => connection.remote(),
				onStill: problem => problem !== undefined && world.err(problem),
			})) {
				last = event.seq;
				if (json) world.out(jsonLine(event));
				else print(event);
				if (event.kind === 'job-ended') code = exitCodes[outcomeKind(event.outcome ?? 'failed')];
			}
			return code ?? goesOn(world, request);
		} catch (thrown) {
			if (!(thrown instanceof JobInterrupted)) throw thrown;
			world.err('The job was interrupted; what it had begun is taken back.');
			await recoverJob(await connection.remote(), request.id);
		}
	}
};

const goesOn = (world: CommandWorld, {id}: JobRequest): number => {
	world.err(`The job goes on; \`ingot attach ${id}\` follows it again.`);
	return exitCodes.cancelled;
};
