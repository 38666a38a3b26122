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

/** Uploads a job and starts it; when this returns it runs, whatever happens to us. @throws Failure when it does not */
export const startJob = async (
	remote: Remote,
	{request, plan, scripts}: NewJob,
	signal?: AbortSignal,
): Promise<void> => {
	const files = [...runnerFiles, ...scripts];
	const {code, stdout, stderr} = await remote.run(
		startScript(request, {...plan, keep: remote.worker.keepJobs}, files),
		signal === undefined ? {} : {signal},
	);
	if (code === 0 && stdout.trimEnd().endsWith('started')) return;
	if (code === jobExists) {
		throw new Failure(`The job ${request.id} is on ${remote.worker.name} already.`, {
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
		return 'The disk of your home folder there is full, or broken. Free some room (`df -h ~` tells how much there is) and try again.';
	if (/read-only file system/iu.test(why))
		return 'Your home folder there is mounted read-only, often after a disk error: see `dmesg` and /proc/mounts. Jobs are kept in it, or in $XDG_STATE_HOME, which SetEnv in sshd_config there can set.';
	if (/permission denied|not a directory|file exists/iu.test(why))
		return 'Jobs are kept in ~/.local/state/ingot there ($XDG_STATE_HOME): it must be a folder of yours that you can write.';
	if (/home folder .* does not exist/u.test(why))
		return 'Make it, or let sshd there set XDG_STATE_HOME to a folder of yours: jobs are kept in it.';
	return 'The home folder there must be writable and its disk not full.';
};
