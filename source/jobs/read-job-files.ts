import type {JobId} from '../model/job.ts';
import type {Remote} from '../remote/remote.ts';
import showJob from '../worker/jobs/show-job.sh';
import {isJobId} from './job-id.ts';
import {jobScript} from './job-script.ts';

/** One line of one of a job's files, unchanged. */
export type JobFileLine = {readonly file: 'request' | 'status' | 'events'; readonly line: string};

/**
 * Reads the files of a job line by line, unchanged; yields nothing where the job does not exist. A file that is a link is
 * skipped.
 */
export async function* readJobFiles(
	remote: Remote,
	id: JobId,
	{events, signal}: {readonly events: boolean; readonly signal: AbortSignal},
): AsyncGenerator<JobFileLine> {
	if (!isJobId(id)) return;
	const token = crypto.randomUUID();
	let file: JobFileLine['file'] = 'request';
	const files = ['request.json', 'status.json', ...(events ? ['events.ndjson'] : [])];
	for await (const line of remote.lines(jobScript(showJob, [id, token, ...files]), signal)) {
		if (line.startsWith(token)) file = line.slice(token.length + 1) as JobFileLine['file'];
		else if (line !== '') yield {file, line};
	}
}
