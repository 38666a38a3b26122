import {withArguments} from '../model/shell.ts';
import notSent from '../worker/jobs/context-not-sent.sh';
import receiving from '../worker/jobs/receiving.sh';
import stateFolder from '../worker/jobs/state-folder.sh';
import jobProcess from '../worker/runner/job-process.sh';

/** A script of worker/jobs with its arguments, after what it uses: `is_alive` and `is_elsewhere`, `enter_job` and `need_home`. */
export const jobScript = (script: string, argv: readonly string[]): string =>
	withArguments(argv, jobProcess, stateFolder, script);

/** The same for one that receives what a job waits for, or looks at what has arrived. */
export const receivingScript = (script: string, argv: readonly string[]): string =>
	withArguments(argv, jobProcess, stateFolder, receiving, script);

/** Notifies a job that what it waits for will not arrive. @param why in a sentence */
export const notSentScript = (job: string, why: string): string =>
	jobScript(notSent, [job, why.replaceAll(/\s+/gu, ' ')]);
