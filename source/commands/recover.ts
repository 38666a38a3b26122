import type {BrokenJob, Remains} from '../jobs/find-broken.ts';
import {findBroken} from '../jobs/find-broken.ts';
import {recoverFully, recoverJob} from '../jobs/recover-job.ts';
import {exitCodes, Failure, toMessage} from '../model/failure.ts';
import type {JobSummary} from '../model/job.ts';
import {eachOnce, jobState} from '../model/job-state.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandDeps} from './command-deps.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';
import {jsonLine} from './json-line.ts';
import {refuseIdle} from './refuse-idle.ts';

export type RecoverOptions = WorkerOptions & {readonly dryRun?: boolean; readonly force?: boolean};
type Recovered = {readonly job?: JobSummary; readonly isWhole?: boolean};

/**
 * `ingot recover`: shows what interrupted jobs left behind and rolls it back, for one job or all of this user's. @returns 0
 * if nothing is left, 1 if cleanup is incomplete, 2 if there is no such job, 5 if it is running
 */
export const recoverJobs = async (
	deps: CommandDeps,
	id: string | undefined,
	options: RecoverOptions,
): Promise<number> => {
	if (id === undefined)
		refuseIdle(
			{force: options.force},
			{why: 'needs the id of a job', hint: '`ingot jobs --state elsewhere` lists jobs of other machines.'},
		);
	const {account} = await deps.settings();
	const isMeant = (job: BrokenJob): boolean =>
		id === undefined ? job.summary === undefined || job.summary.request.user === account.user : job.id === id;
	const {rows, code} = await fromEachWorker<Recovered>(deps, options, async remote => {
		const {jobs, broken} = await findBroken(remote, {signal: deps.signal});
		const meant = broken.filter(isMeant);
		const known = meant.length > 0 || id === undefined ? undefined : jobs.find(job => job.request.id === id);
		const recovered: Recovered[] = known === undefined ? [] : [{job: known}];
		if (known?.elsewhere !== undefined && options.force) {
			await recoverJob(remote, known.request.id, {force: true});
			return [{isWhole: true}];
		}
		for (const job of meant) recovered.push({isWhole: await recoverOne(deps, {remote, job, options})});
		return recovered;
	});
	const [known] = eachOnce(rows.flatMap(row => row.job ?? []));
	if (rows.some(row => row.isWhole === false)) return exitCodes.failed;
	if (id === undefined) {
		if (rows.length === 0 && code === exitCodes.done) deps.err('No job needs cleanup.');
		return code;
	}
	if (rows.some(row => row.isWhole)) return exitCodes.done;
	return known === undefined ? unknown(id, code) : whyNot(deps, known);
};

const unknown = (id: string, code: number): number => {
	if (code !== exitCodes.done) return code;
	throw new Failure(`No worker has the job ${neutralise(id)}.`, {
		kind: 'usage',
		hint: '`ingot jobs` lists all jobs.',
	});
};

const whyNot = (deps: CommandDeps, job: JobSummary): number => {
	const {id} = job.request;
	switch (jobState(job)) {
		case 'running':
		case 'waiting':
			deps.err(`The job ${id} is running; \`ingot cancel ${id}\` cancels it and rolls it back.`);
			return exitCodes.conflict;
		case 'elsewhere':
			deps.err(
				`The job ${id} runs on ${neutralise(job.elsewhere ?? '')}, which shares this home folder. Recover it there, or use --force if that machine is gone.`,
			);
			return exitCodes.conflict;
		default:
			deps.err(`The job ${id} needs no cleanup.`);
			return exitCodes.done;
	}
};

type One = {readonly remote: Remote; readonly job: BrokenJob; readonly options: RecoverOptions};

/** Prints what is left, then rolls it back. */
const recoverOne = async (deps: CommandDeps, {remote, job, options}: One): Promise<boolean> => {
	const worker = remote.worker.name;
	const report = (event: 'found' | 'recovered' | 'left', text: string): void => {
		if (options.json) deps.out(jsonLine({...toRow(worker, job), event, text}));
		else deps.out(text);
	};
	report('found', foundLines(worker, job).join('\n'));
	if (options.dryRun) return true;
	let why = `\`ingot attach ${job.id}\` shows why.`;
	const isWhole = await recoverFully(remote, job).catch((thrown: unknown) => {
		why = neutralise(toMessage(thrown));
		return false;
	});
	if (isWhole) report('recovered', '  Everything was rolled back.');
	else report('left', `  Cleanup is incomplete: ${why}`);
	return isWhole;
};

const states = {
	interrupted: 'was interrupted',
	left: 'ended, but could not roll everything back',
	gone: 'was interrupted, and its folder is missing or damaged',
} as const;

const foundLines = (worker: string, {id, summary, state, remains}: BrokenJob): readonly string[] => [
	`${worker}: ${id} ${neutralise(summary?.request.title ?? '')}`.trimEnd(),
	`  It ${states[state]}.`,
	...remains.map(each => `  ${remainsLine(each)}`),
];

const remainsWords = {
	frozen: 'Frozen: the DevBox',
	stopped: 'Stopped: the DevBox',
	container: 'Needs cleanup: the container',
	image: 'Needs cleanup: the unnamed image',
	temporary: 'Needs cleanup: the folder',
	step: 'To be rolled back:',
} as const;

const remainsLine = ({kind, name}: Remains): string =>
	`${remainsWords[kind]} ${neutralise(kind === 'image' ? name.replace('sha256:', '').slice(0, 12) : name)}`;

const toRow = (worker: string, {id, summary, state, remains}: BrokenJob) => ({
	worker,
	name: summary?.request.reference ?? '',
	id,
	state,
	remains,
});
