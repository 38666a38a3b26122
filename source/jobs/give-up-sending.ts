import type {Remote} from '../remote/remote.ts';
import {notSentScript} from './job-script.ts';

/** A user who ends Ingot waits that long. */
const timeoutMs = 3000;

/**
 * Lets a job fail at once that waits for what nobody will send: until it ends, no other job can use the name of its image. Where it
 * does not learn of that, it fails after some time without a byte.
 */
export const giveUpSending = async (remote: Remote, job: string): Promise<void> => {
	const why = 'Ingot was ended before everything had been sent. Try again.';
	await remote.run(notSentScript(job, why), {timeoutMs}).catch(() => {});
};
