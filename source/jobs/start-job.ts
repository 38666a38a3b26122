import {Failure} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import {neutralise} from '../model/text.ts';
import {planScript} from '../plan/plan-script.ts';
import type {Plan, PlanFile} from '../plan/step.ts';
import type {Remote} from '../remote/remote.ts';
import detach from '../worker/jobs/detach.sh';
import startJobScript from '../worker/jobs/start-job.sh';
import {jobScript} from './job-script.ts';
import {runnerFiles} from './runner-files.ts';

/** The exit code of start-job.sh when the job exists. */
const jobExists = 17;

export type NewJob = {
	readonly request: JobRequest;
	readonly plan: Plan;
	/** The worker-side scripts that its steps call. */
	readonly scripts: readonly PlanFile[];
};

/** Uploads a job and starts it; once this resolves, the job runs independently of Ingot. @throws Failure if it does not start */
export const startJob = async (
	remote: Remote,
	{request, plan, scripts}: NewJob,
	signal?: AbortSignal,
): Promise<void> => {
	const files = [...runnerFiles, ...scripts];
	const {code, stdout, stderr} = await remote.run(
		startScript(request, {...plan, keep: remote.worker.keepJobs}, files),
		{isPrepared: true, ...(signal && {signal})},
	);
	if (code === 0 && stdout.trimEnd().endsWith('started')) return;
	if (code === jobExists) {
		throw new Failure(`The job ${request.id} already exists on ${remote.worker.name}.`, {
			kind: 'conflict',
			hint: `\`ingot attach ${request.id}\` follows it.`,
		});
	}
	const why = stderr.trim().split('\n').at(-1) || `exit code ${code}`;
	throw new Failure(`The job could not be started on ${remote.worker.name}: ${neutralise(why)}`, {
		hint: hintFor(why),
	});
};

/** One script that makes the job's folder and starts its runner, detached; it prints `started` when the runner is alive. */
export const startScript = (request: JobRequest, plan: Plan, scripts: readonly PlanFile[]): string => {
	const files: readonly PlanFile[] = [
		...scripts,
		{name: 'request.json', text: `${JSON.stringify(request)}\n`},
		{name: 'plan.sh', text: planScript(plan, request.title)},
		{name: 'events.ndjson', text: ''},
	];
	const words = files.flatMap(({name, text}) => [name, text]);
	return jobScript(`${detach}\n${startJobScript}`, [request.id, ...words]);
};

const hintFor = (why: string): string => {
	if (/no space left|quota exceeded|i\/o error|write error|disk .* is full/iu.test(why))
		return 'The disk of your home folder on the worker is full or broken. Free some disk space (check with `df -h ~`) and try again.';
	if (/read-only file system/iu.test(why))
		return 'Your home folder on the worker is mounted read-only, often after a disk error: see `dmesg` and /proc/mounts. Jobs are stored there, or in $XDG_STATE_HOME, which SetEnv in the worker’s sshd_config can set.';
	if (/permission denied|not a directory|file exists/iu.test(why))
		return 'Jobs are stored in ~/.local/state/ingot on the worker ($XDG_STATE_HOME): you must own that folder and be able to write to it.';
	if (/home folder .* does not exist/u.test(why))
		return 'Create it, or set XDG_STATE_HOME to a folder of yours with SetEnv in the worker’s sshd_config: jobs are stored in it.';
	return 'Make sure that the home folder on the worker is writable and its disk is not full.';
};
