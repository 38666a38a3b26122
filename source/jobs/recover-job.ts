import {Failure} from '../model/failure.ts';
import type {JobId} from '../model/job.ts';
import {quote} from '../model/shell.ts';
import {jobsFolder} from '../plan/job-script.ts';
import type {Remote} from '../remote/remote.ts';
import {isJobId} from './job-id.ts';

/** An undo may have to wait for Podman. */
const recoverMs = 180_000;

/**
 * Takes back what a job whose runner died has left, and gives it its outcome. Harmless for one that lives or has ended:
 * they stay as they are. Goes on by itself when the connection is lost.
 */
export const recoverJob = async (remote: Remote, id: JobId): Promise<void> => {
	const word = quote([id]);
	const script = `
cd ${jobsFolder} && [ -d ${word} ] && [ ! -L ${word} ] && cd ${word} || exit 1
setsid sh ./job-runner.sh recover </dev/null >/dev/null 2>>runner.log &
wait $!`;
	const result = isJobId(id) ? await remote.run(script, {timeoutMs: recoverMs}) : {code: 1};
	if (result.code === 0) return;
	throw new Failure(`The job ${id} on ${remote.worker.name} could not be recovered.`, {
		hint: `Its folder there is ~/.local/state/ingot/jobs/${id}.`,
	});
};
