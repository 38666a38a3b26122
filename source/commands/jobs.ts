import {durationText} from '../model/duration.ts';
import type {JobSummary} from '../model/job.ts';
import {byUrgency, isRecoverable, jobState, jobWord, listedTookMs} from '../model/job-state.ts';
import type {CommandDeps} from './command-deps.ts';
import {jsonLine} from './json-line.ts';
import {type Column, printTable, type TableCell} from './print-table.ts';
import {type JobOptions, selectJobs} from './select-jobs.ts';
import {jobStateMeaning} from './state-meaning.ts';

const columns: readonly Column[] = [
	{head: 'WORKER', rank: 1, minWidth: 8, isName: true},
	// Never cut while there is room for it: other commands take it.
	{head: 'JOB', rank: 0},
	{head: 'STATE', rank: 2},
	{head: 'KIND', rank: 5},
	{head: 'DEVBOX', rank: 3, minWidth: 10, isName: true},
	{head: 'IMAGE', rank: 4, minWidth: 14, isName: true},
	{head: 'BY', rank: 8, minWidth: 10, isName: true},
	{head: 'INGOT', rank: 9},
	{head: 'REQUESTED', rank: 7},
	{head: 'TOOK', rank: 6},
];

/** `ingot jobs`: the jobs of all workers, who requested them and their outcome; running ones first, then the newest. */
export const listAllJobs = async (deps: CommandDeps, options: JobOptions): Promise<number> => {
	const {jobs, code} = await selectJobs(deps, options);
	const sorted = jobs.toSorted(byUrgency);
	if (options.json) {
		for (const job of sorted) deps.out(jsonLine(toRow(job)));
		return code;
	}
	printTable(deps, columns, sorted.map(toCells));
	if (sorted.some(isRecoverable)) deps.err('Some jobs need cleanup: run `ingot recover`.');
	return code;
};

const toCells = (job: JobSummary): readonly TableCell[] => {
	const {request} = job;
	const ms = listedTookMs(job);
	return [
		request.worker,
		request.id,
		{text: jobWord(job), meaning: jobStateMeaning(job)},
		request.kind,
		request.devbox.name,
		request.reference,
		request.host === '' ? request.user : `${request.user}@${request.host}`,
		request.ingot,
		request.at.slice(0, 16).replace('T', ' '),
		ms === undefined ? '' : durationText(ms),
	];
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
	tookMs: listedTookMs({request, endedAt, ...job}) ?? null,
});
