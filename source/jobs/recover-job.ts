import {Failure} from '../model/failure.ts';
import type {JobId} from '../model/job.ts';
import {isRecoverable} from '../model/job-state.ts';
import type {Remote} from '../remote/remote.ts';
import {jobElsewhere} from './cancel-job.ts';
import {type BrokenJob, findBroken, leftoversScript} from './find-broken.ts';
import {enterJob, isAlive} from './is-alive.ts';
import {isJobId} from './job-id.ts';

/** An undo may have to wait for Podman. */
const recoverMs = 180_000;
const elsewhere = 21;
const busy = 22;

/**
 * Takes back what a job whose runner died has left, and gives it its outcome; or tries again what could not be taken back
 * before. Harmless for one that lives or has left nothing: they stay as they are. Goes on by itself when the connection is
 * lost. @param force also a job of another machine that shares the home
 */
export const recoverJob = async (
	remote: Remote,
	id: JobId,
	{force = false}: {force?: boolean} = {},
): Promise<void> => {
	const script = `
${enterJob(id, 'exit 1')}
[ -f job-runner.sh ] && [ ! -L job-runner.sh ] && [ ! -L plan.sh ] || exit 1
${isAlive}
is_elsewhere . || :
echo "\${where%%:*}"
setsid sh ./job-runner.sh recover ${force ? 'here' : ''} </dev/null >/dev/null 2>>runner.log &
wait $!`;
	const result = isJobId(id)
		? await remote.run(script, {timeoutMs: recoverMs})
		: {code: 1, stdout: '', stderr: ''};
	if (result.code === 0) return;
	if (result.code === elsewhere) throw jobElsewhere(id, result.stdout.trim());
	if (result.code === busy) {
		throw new Failure(`The job ${id} is not taken back: another job works on the same DevBox or image.`, {
			kind: 'conflict',
			hint: 'Try again when that one has ended; `ingot jobs` lists them.',
		});
	}
	throw new Failure(`The job ${id} on ${remote.worker.name} could not be recovered.`, {
		hint: `Its folder there is ~/.local/state/ingot/jobs/${id}.`,
	});
};

/** Takes it back, whether or not its folder is still there. @returns whether nothing of it is left */
export const takeBack = async (remote: Remote, {id, state}: BrokenJob): Promise<boolean> => {
	if (state !== 'gone') await recoverJob(remote, id);
	else await remote.run(leftoversScript(['clear', id]), {timeoutMs: recoverMs});
	const {jobs, broken} = await findBroken(remote);
	return (
		!jobs.some(job => job.request.id === id && isRecoverable(job)) && !broken.some(each => each.id === id)
	);
};
