import {Failure} from '../model/failure.ts';
import type {JobId} from '../model/job.ts';
import {isRecoverable} from '../model/job-state.ts';
import type {Remote} from '../remote/remote.ts';
import recoverScript from '../worker/jobs/recover-job.sh';
import {jobElsewhere} from './cancel-job.ts';
import {type BrokenJob, findBroken, leftoversScript} from './find-broken.ts';
import {isJobId} from './job-id.ts';
import {jobScript} from './job-script.ts';
import {runnerText} from './runner-files.ts';

/** An undo may have to wait for Podman. */
const recoverMs = 180_000;
const elsewhere = 21;
const busy = 22;
const planLost = 24;
const runnerLost = 25;

/**
 * Rolls back an interrupted job and sets its outcome, or retries undos that failed. If the plan is lost, the DevBox is resumed
 * and everything with the job's name is removed. Does nothing to jobs that run or need no cleanup. Continues on the worker
 * if the connection is lost.
 * @param force also a job of another machine that shares the home
 */
export const recoverJob = async (
	remote: Remote,
	id: JobId,
	{force = false}: {force?: boolean} = {},
): Promise<void> => {
	if (!isJobId(id)) throw notRecovered(remote, id);
	const run = (mode: string, runner = '') =>
		remote.run(jobScript(recoverScript, [id, mode, runner]), {timeoutMs: recoverMs});
	const mode = force ? 'here' : '';
	let result = await run(mode);
	if (result.code === runnerLost) result = await run(mode, runnerText);
	if (result.code === planLost) {
		result = await remote.run(leftoversScript(['clear', id]), {timeoutMs: recoverMs});
		if (result.code === 0) result = await run('cleared');
		else if (result.code !== busy) throw notRecovered(remote, id);
	}
	if (result.code === 0) return;
	if (result.code === elsewhere) throw jobElsewhere(id, result.stdout.trim());
	if (result.code === busy) {
		throw new Failure(`The job ${id} was not rolled back: another job is using the same DevBox or image.`, {
			kind: 'conflict',
			hint: 'Try again when that job has ended; `ingot jobs` lists all jobs.',
		});
	}
	throw notRecovered(remote, id);
};

const notRecovered = (remote: Remote, id: JobId): Failure =>
	new Failure(`The job ${id} on ${remote.worker.name} could not be recovered.`, {
		hint: `Its folder on the worker is ~/.local/state/ingot/jobs/${id}.`,
	});

/** Rolls back a job, with or without its folder. @returns whether nothing is left to clean up */
export const recoverFully = async (remote: Remote, {id}: BrokenJob): Promise<boolean> => {
	await recoverJob(remote, id);
	const {jobs, broken} = await findBroken(remote);
	return (
		!jobs.some(job => job.request.id === id && isRecoverable(job)) && !broken.some(each => each.id === id)
	);
};
