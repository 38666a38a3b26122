import type {BuildInput} from '../model/build.ts';
import {failureText, toMessage} from '../model/failure.ts';
import type {Remote} from '../remote/remote.ts';
import receiveContext from '../worker/jobs/receive-context.sh';
import type {PlannedBuild} from './build-image.ts';
import {buildScripts} from './build-scripts.ts';
import {notSentScript, receivingScript} from './job-script.ts';
import {startJob} from './start-job.ts';

/**
 * Starts it on the worker.
 * @returns a promise of the end of the context's transfer. It never rejects: what goes wrong fails the job, which says why.
 */
export const submitBuild = async (
	remote: Remote,
	{request, plan, files, input}: PlannedBuild,
): Promise<{readonly sent: Promise<boolean>}> => {
	await startJob(remote, {request, plan, scripts: [...buildScripts, ...files]});
	return {sent: sendContext(remote, request.id, input)};
};

/**
 * Sends the context of a build that has started. Never rejects: the job fails with the reason, also when the connection is lost
 * or Ingot ends.
 * @returns whether the job has it
 */
const sendContext = async (remote: Remote, job: string, input: BuildInput): Promise<boolean> => {
	const {packContext} = await import('../context/pack-context.ts');
	const signal = new AbortController().signal;
	try {
		const code = await remote.send(receivingScript(receiveContext, [job]), {
			bytes: orSaid(packContext(input), why => remote.run(notSentScript(job, why))),
			signal,
		});
		return code === 0;
	} catch {
		// The step that waits for it fails.
		return false;
	}
};

/** Before an error ends the transfer, the job learns the reason. */
async function* orSaid(
	bytes: AsyncIterable<Uint8Array>,
	say: (why: string) => Promise<unknown>,
): AsyncGenerator<Uint8Array> {
	try {
		yield* bytes;
	} catch (thrown) {
		await say(failureText(thrown) || toMessage(thrown)).catch(() => {});
		throw thrown;
	}
}
