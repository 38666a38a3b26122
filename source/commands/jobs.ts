import {durationText} from '../model/duration.ts';
import type {JobSummary} from '../model/job.ts';
import {byUrgency, isRecoverable, jobState, jobWord} from '../model/job-state.ts';
import type {CommandDeps} from './command-deps.ts';
import {jsonLine} from './json-line.ts';
import {tableLines} from './print-table.ts';
import {type JobOptions, selectJobs} from './select-jobs.ts';

const heads = ['WORKER', 'JOB', 'STATE', 'KIND', 'DEVBOX', 'IMAGE', 'BY', 'INGOT', 'REQUESTED', 'TOOK'];

/** `ingot jobs`: the jobs of all workers, who requested them and their outcome; running ones first, then the newest. */
export const listAllJobs = async (deps: CommandDeps, options: JobOptions): Promise<number> => {
	const {jobs, code} = await selectJobs(deps, options);
	const sorted = jobs.toSorted(byUrgency);
	if (options.json) {
		for (const job of sorted) deps.out(jsonLine(toRow(job)));
		return code;
	}
	for (const line of tableLines(heads, sorted.map(toCells))) deps.out(line);
	if (sorted.some(isRecoverable)) deps.err('Some jobs need cleanup: run `ingot recover`.');
	return code;
};

const toCells = (job: JobSummary): readonly string[] => {
	const {request} = job;
	const ms = tookMs(job);
	return [
		request.worker,
		request.id,
		jobWord(job),
		request.kind,
		request.devbox.name,
		request.reference,
		request.host === '' ? request.user : `${request.user}@${request.host}`,
		request.ingot,
		request.at.slice(0, 16).replace('T', ' '),
		ms === undefined ? '' : durationText(ms),
	];
};

/** From the request to the end. */
const tookMs = ({request, endedAt}: JobSummary): number | undefined => {
	const ms = Date.parse(endedAt ?? '') - Date.parse(request.at);
	return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};

const toRow = ({request, endedAt, ...job}: JobSummary) => ({
	worker: request.worker,
	name: request.reference,
	id: request.id,
	kind: request.kind,
	state: jobState({request, endedAt, ...job}),
	left: job.needsCleanup ?? false,
	title: request.title,
	devbox: request.devbox.name,
	user: request.user,
	host: request.host,
	ingot: request.ingot,
	askedAt: request.at,
	endedAt: endedAt ?? null,
	tookMs: tookMs({request, endedAt, ...job}) ?? null,
});
