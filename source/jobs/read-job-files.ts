import type {JobId} from '../model/job.ts';
import type {Remote} from '../remote/remote.ts';
import {enterJob} from './is-alive.ts';
import {isJobId} from './job-id.ts';

/** One line of one of a job's files, as it stands there. */
export type JobFileLine = {readonly file: 'request' | 'status' | 'events'; readonly line: string};

/**
 * The files of a job as they are, line by line; nothing where there is no such job (any more). A file that is a link is
 * passed over.
 */
export async function* readJobFiles(
	remote: Remote,
	id: JobId,
	{events, signal}: {readonly events: boolean; readonly signal: AbortSignal},
): AsyncGenerator<JobFileLine> {
	if (!isJobId(id)) return;
	const token = crypto.randomUUID();
	let file: JobFileLine['file'] = 'request';
	for await (const line of remote.lines(script(id, token, events), signal)) {
		if (line.startsWith(token)) file = line.slice(token.length + 1) as JobFileLine['file'];
		else if (line !== '') yield {file, line};
	}
}

/** A file that ends in the middle of a line does not take the next mark into it. */
const script = (id: JobId, token: string, events: boolean): string => `
${enterJob(id, 'exit 0')}
show() {
	echo
	echo '${token}' "$1"
	[ -L "$2" ] || cat "$2" 2>/dev/null
}
show request request.json
show status status.json
${events ? 'show events events.ndjson' : ''}
echo
`;
