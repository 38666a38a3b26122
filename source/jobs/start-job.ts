import {Failure} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import {type JobFolder, jobExists, startScript} from '../plan/job-script.ts';
import type {Remote} from '../remote/remote.ts';
import runner from '../worker/job-runner.sh';

/** Uploads a job and starts it; when this returns it runs, whatever happens to us. @throws Failure when it does not */
export const startJob = async (
	remote: Remote,
	request: JobRequest,
	{plan, files, doneText}: JobFolder,
): Promise<void> => {
	const script = startScript(request, {
		plan,
		files: [{name: 'job-runner.sh', text: runner}, ...files],
		doneText,
	});
	const {code, stdout, stderr} = await remote.run(script);
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
