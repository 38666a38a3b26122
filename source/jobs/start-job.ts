import {Failure} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import {jobExists, startScript} from '../plan/job-script.ts';
import type {Plan, PlanFile} from '../plan/step.ts';
import type {Remote} from '../remote/remote.ts';
import runner from '../worker/job-runner.sh';

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
	const files = [{name: 'job-runner.sh', text: runner}, ...scripts];
	const {code, stdout, stderr} = await remote.run(
		startScript(request, plan, files),
		signal === undefined ? {} : {signal},
	);
	if (code === 0 && stdout.trimEnd().endsWith('started')) return;
	if (code === jobExists) {
		throw new Failure(`The job ${request.id} is on ${remote.worker.name} already.`, {
			kind: 'conflict',
			hint: `\`ingot attach ${request.id}\` follows it.`,
		});
	}
	throw new Failure(
		`The job could not be started on ${remote.worker.name}: ${stderr.trim() || `exit code ${code}`}`,
		{
			hint: 'The home folder there must be writable and its disk not full.',
		},
	);
};
