import {readJobFiles} from '../jobs/read-job-files.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import type {JobSummary} from '../model/job.ts';
import {jobState} from '../model/job-state.ts';
import {compareNames} from '../model/order.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {jsonLine} from './json-line.ts';
import {type JobOptions, selectJobs} from './select-jobs.ts';

export type ExportOptions = JobOptions & {readonly events?: boolean};

/** Version of the output format; adding fields does not change it, changing their meaning does. */
const formatVersion = 1;

/** `ingot jobs export`: the stored files of jobs, unchanged, as JSON lines; oldest job first. */
export const exportJobs = async (
	deps: CommandDeps,
	ids: readonly string[],
	options: ExportOptions,
): Promise<number> => {
	// Jobs given by id may be of any age.
	const selection = ids.length === 0 ? options : {since: '0001-01-01', ...options};
	const {jobs, code} = await selectJobs(deps, selection);
	const missing = ids.find(id => !jobs.some(job => job.request.id === id));
	if (missing !== undefined && code === exitCodes.done) {
		throw new Failure(`No worker has the job ${JSON.stringify(missing)}, or the other options exclude it.`, {
			kind: 'usage',
			hint: '`ingot jobs` lists all jobs.',
		});
	}
	const chosen = jobs
		.filter(job => ids.length === 0 || ids.includes(job.request.id))
		.toSorted((a, b) => compareNames(a.request.id, b.request.id));
	const settings = await deps.settings();
	const remotes = new Map<string, Remote>();
	try {
		for (const job of chosen) {
			const {worker} = job.request;
			const remote = remotes.get(worker) ?? (await deps.connect(findWorker(settings, worker)));
			remotes.set(worker, remote);
			await exportJob(deps, remote, {job, events: options.events ?? false});
			if (deps.signal.aborted) return exitCodes.cancelled;
		}
	} finally {
		for (const remote of remotes.values()) remote.close();
	}
	return code;
};

const exportJob = async (
	deps: CommandDeps,
	remote: Remote,
	{job, events}: {job: JobSummary; events: boolean},
): Promise<void> => {
	const {worker, id} = job.request;
	const common = {version: formatVersion, worker, id};
	const found: {request: unknown; status: unknown} = {request: null, status: null};
	let isPrinted = false;
	const printJob = () => {
		if (!isPrinted) deps.out(jsonLine({...common, type: 'job', state: jobState(job), ...found}));
		isPrinted = true;
	};
	for await (const {file, line} of readJobFiles(remote, id, {events, signal: deps.signal})) {
		const content = parse(line);
		if (content === undefined) continue;
		if (file === 'events') {
			printJob();
			deps.out(jsonLine({...common, type: 'event', event: content}));
		} else found[file] ??= content;
	}
	printJob();
};

/** Lines cut by a power failure, or nested too deeply to print again, are ignored. */
const parse = (line: string): unknown => {
	try {
		const content: unknown = JSON.parse(line);
		JSON.stringify(content);
		return content;
	} catch {
		return undefined;
	}
};
