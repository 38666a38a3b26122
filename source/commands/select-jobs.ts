import {listJobs} from '../jobs/list-jobs.ts';
import {Failure} from '../model/failure.ts';
import type {JobSummary} from '../model/job.ts';
import {eachOnce, jobState} from '../model/job-state.ts';
import type {CommandDeps} from './command-deps.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';

export type JobOptions = WorkerOptions & {
	readonly since?: string;
	readonly until?: string;
	readonly user?: string;
	readonly state?: string;
};

/** The jobs of all workers that match the options, unsorted. @throws Failure (usage) for invalid options */
export const selectJobs = async (
	deps: CommandDeps,
	options: JobOptions,
): Promise<{readonly jobs: readonly JobSummary[]; readonly code: number}> => {
	const isWanted = wanted(options, Date.now());
	const {rows, code} = await fromEachWorker(deps, options, remote =>
		listJobs(remote, {signal: deps.signal, all: options.since !== undefined}),
	);
	return {jobs: eachOnce(rows).filter(isWanted), code};
};

const wanted = ({since, until, user, state}: JobOptions, now: number): ((job: JobSummary) => boolean) => {
	const from = since === undefined ? Number.NEGATIVE_INFINITY : momentOf(since, now);
	const to = until === undefined ? Number.POSITIVE_INFINITY : momentOf(until, now, true);
	if (from > to) {
		throw new Failure('--since is later than --until.', {kind: 'usage', hint: 'Swap the two.'});
	}
	return job => {
		const at = Date.parse(job.request.at);
		// A job without a valid time is always listed, so that it cannot hide from an audit.
		const isThen = Number.isNaN(at) || (at >= from && at <= to);
		return (
			isThen &&
			(user === undefined || job.request.user === user) &&
			(state === undefined || jobState(job) === state)
		);
	};
};

const units: Readonly<Record<string, number>> = {m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000};
const dayMs = 86_400_000;

/**
 * A time as people type it: `90m`, `2h`, `3d`, `1w` ago, a day (`2026-11-20`, as this machine's calendar has it) or an ISO
 * date with a time. @param isEnd a day counts to its end @returns epoch ms @throws Failure (usage) when it is none
 */
export const momentOf = (text: string, now: number, isEnd = false): number => {
	const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/u.exec(text) ?? [];
	if (count !== undefined) return now - Number(count) * (units[unit] ?? 0);
	const isDay = /^\d{4}-\d\d-\d\d$/u.test(text);
	const at = /^\d{4}-\d\d-\d\d/u.test(text) ? Date.parse(isDay ? `${text}T00:00` : text) : Number.NaN;
	if (Number.isNaN(at)) {
		throw new Failure(`${JSON.stringify(text)} is not a valid time.`, {
			kind: 'usage',
			hint: 'Use an age (90m, 2h, 3d, 1w), a date (2026-11-20) or an ISO date and time.',
		});
	}
	return isDay && isEnd ? at + dayMs - 1 : at;
};
