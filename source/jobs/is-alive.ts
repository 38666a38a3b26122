import {quote} from '../model/shell.ts';
import {jobsFolder} from '../plan/job-script.ts';
import jobProcess from '../worker/runner/job-process.sh';

/** For scripts: `is_alive FOLDER`, with $pid and $runner_state, and `is_elsewhere FOLDER`, with $where; see job-process.sh. */
export const isAlive = jobProcess;

/** For scripts: goes into a job's folder, or does `otherwise`. One that is a link, or somebody else's, is no job of ours. */
export const enterJob = (id: string, otherwise: string): string => {
	const word = quote([id]);
	return `{ cd ${jobsFolder} && [ -d ${word} ] && [ ! -L ${word} ] && [ -O ${word} ] && cd ${word} && [ ! -L events.ndjson ]; } 2>/dev/null || { ${otherwise}; }`;
};
