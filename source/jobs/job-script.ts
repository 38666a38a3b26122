import {withArguments} from '../model/shell.ts';
import stateFolder from '../worker/jobs/state-folder.sh';
import jobProcess from '../worker/runner/job-process.sh';

/** A script of worker/jobs with its arguments, after what it uses: `is_alive` and `is_elsewhere`, `enter_job` and `need_home`. */
export const jobScript = (script: string, argv: readonly string[]): string =>
	withArguments(argv, jobProcess, stateFolder, script);
