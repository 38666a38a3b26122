import type {JobSummary} from '../model/job.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import listJobsScript from '../worker/jobs/list-jobs.sh';
import {parseLine, requestSchema, statusSchema} from './job-schemas.ts';
import {jobScript} from './job-script.ts';

const maxJobs = 200;
const unlimited = 100_000;

/** The jobs on a worker, newest first, in one round trip. Anything else in the folder is skipped. */
export const listJobs = async (
	remote: Remote,
	{all = false, ...options}: RunOptions & {readonly all?: boolean} = {},
): Promise<readonly JobSummary[]> => {
	const {stdout} = await remote.run(jobScript(listJobsScript, [String(all ? unlimited : maxJobs)]), options);
	const lines = stdout.split('\n');
	const jobs: JobSummary[] = [];
	for (let at = 0; at + 2 < lines.length; at += 3) {
		const [id = '', state = '', left, where = '', begun = '', cancel, since = ''] = (lines[at] ?? '').split(
			' ',
		);
		const texts = lines.slice(at + 1, at + 3);
		const isCancelling = cancel === '1';
		const listed = {id, state, needsCleanup: left === '1', where, begun, isCancelling, since, texts};
		const summary = toSummary(remote, listed);
		if (summary !== undefined) jobs.push(summary);
	}
	return jobs;
};

type Listed = {
	readonly id: string;
	readonly state: string;
	readonly needsCleanup: boolean;
	readonly where: string;
	readonly begun: string;
	readonly isCancelling: boolean;
	readonly since: string;
	readonly texts: readonly string[];
};

/** A request names the worker as the client that made it does; here it gets the name in this config. */
const toSummary = (remote: Remote, listed: Listed): JobSummary | undefined => {
	const {id, state, needsCleanup, where, texts} = listed;
	const request = requestSchema.safeParse(parseLine(texts[0]));
	if (!request.success || request.data.id !== id) return undefined;
	const status = statusSchema.safeParse(parseLine(texts[1]));
	return {
		request: {...request.data, worker: remote.worker.name},
		outcome: status.data?.outcome,
		...(!Number.isNaN(Date.parse(listed.since)) && {startedAt: listed.since}),
		endedAt: status.data?.at,
		alive: state === 'alive' || state === 'waiting',
		...(state === 'waiting' && {isWaiting: true}),
		...(state === 'alive' && {begun: Number.parseInt(listed.begun, 10) || 0}),
		...(listed.isCancelling && {isCancelling: true}),
		...(needsCleanup && {needsCleanup}),
		...(state === 'elsewhere' && {elsewhere: where || 'another machine'}),
	};
};
