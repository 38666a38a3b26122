import {Failure} from '../model/failure.ts';
import type {JobId} from '../model/job.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import cancelScript from '../worker/jobs/cancel-job.sh';
import {isJobId} from './job-id.ts';
import {jobScript} from './job-script.ts';

const unknown = 11;
const dead = 12;
const elsewhere = 13;

/**
 * Asks a job to stop and roll back. Resolves once the job has received it; follow the job to see the end. Ended jobs are
 * left as they are. @param user who cancels, for the log @throws Failure if there is no such job, or its process is dead
 */
export const cancelJob = async (remote: Remote, id: JobId, user: string): Promise<void> => {
	if (!isJobId(id)) throw noJob(remote, id);
	const {code, stdout, stderr} = await remote.run(jobScript(cancelScript, [id, user]));
	if (code === 0) return;
	if (code === unknown) throw noJob(remote, id);
	if (code === elsewhere) throw jobElsewhere(id, stdout.trim());
	if (code === dead) {
		throw new Failure(
			`The job ${id} was interrupted on ${remote.worker.name}; there is nothing left to cancel.`,
			{
				kind: 'conflict',
				hint: `Recover it to roll back what it started: ingot recover ${id}`,
			},
		);
	}
	throw new Failure(
		`The job ${id} did not react to the cancel request: ${stderr.trim() || `exit code ${code}`}`,
		{
			hint: 'Try again, or check its processes on the worker.',
		},
	);
};

/** A job id that the worker does not know. */
export const noJob = (remote: Remote, id: JobId): Failure =>
	new Failure(`${remote.worker.name} has no job ${id}.`, {
		kind: 'usage',
		hint: '`ingot jobs` lists all jobs.',
	});

/** If two machines share a home folder, only the one that runs the job can reach its process. */
export const jobElsewhere = (id: JobId, machine: string): Failure =>
	new Failure(`The job ${id} runs on ${neutralise(machine)}, which shares this home folder.`, {
		kind: 'conflict',
		hint: 'Select that worker with --worker. If the machine is gone, use ingot recover --force.',
	});
