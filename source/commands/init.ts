import {tryWorker} from '../jobs/try-worker.ts';
import {type Plan, type Role, userProblem} from '../model/account.ts';
import {type Candidate, toCandidates} from '../model/candidate.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import {fromTyped, targetProblem} from '../model/typed-target.ts';
import type {CommandDeps} from './command-deps.ts';
import {candidateRow, printCandidates, type TriedCandidate} from './init-rows.ts';
import {jsonLine} from './json-line.ts';

export type InitOptions = {
	readonly worker?: readonly string[];
	readonly all?: boolean;
	readonly user?: string;
	readonly plan?: Plan;
	readonly role?: Role;
	readonly dryRun?: boolean;
	readonly json?: boolean;
	readonly force?: boolean;
};

/**
 * `ingot init`: finds workers, tries each, and writes the config file.
 * @returns 4 if a named worker, or every worker found, is not reachable
 */
export const initConfig = async (deps: CommandDeps, options: InitOptions): Promise<number> => {
	const {setup} = deps;
	const account = accountOf(deps, options);
	if (!options.dryRun && !options.force) await setup.refuseExisting();
	const candidates = options.worker?.length ? named(options.worker) : await findCandidates(deps);
	const tried = await Promise.all(candidates.map(each => tryCandidate(deps, each)));
	report(deps, tried, options);
	const chosen = tried.filter(each => each.candidate.refusal === undefined && (options.all || isWell(each)));
	const silent = tried.filter(each => each.candidate.refusal === undefined && !isWell(each));
	if (chosen.length === 0 || (options.worker !== undefined && !options.all && silent.length > 0))
		throw notWritten(tried, silent, setup.file);
	const draft = await setup.draft({account, workers: chosen.map(each => each.candidate.worker)});
	if (!options.dryRun) await setup.write(draft.text, {force: options.force});
	const names = chosen.map(each => each.candidate.worker.name);
	if (options.json) {
		const written = options.dryRun !== true;
		deps.out(jsonLine({type: 'config', file: setup.file, written, workers: names, text: draft.text}));
	} else if (options.dryRun) deps.out(draft.text.trimEnd());
	deps.err(
		options.dryRun
			? `${setup.file} was not written.`
			: `${setup.file} was written, with ${names.join(', ')}. Run \`ingot\` to open the UI.`,
	);
	return exitCodes.done;
};

const accountOf = ({setup}: CommandDeps, {user, plan, role}: InitOptions) => {
	const account = {
		user: user ?? setup.account.user,
		plan: plan ?? setup.account.plan,
		role: role ?? setup.account.role,
	};
	const problem = userProblem(account.user);
	if (problem === undefined) return account;
	throw new Failure(`${account.user} is not a valid user ID. ${problem}`, {
		kind: 'usage',
		hint: 'Choose another one with --user.',
	});
};

const named = (targets: readonly string[]): readonly Candidate[] => {
	for (const each of targets) {
		const problem = targetProblem(each);
		if (problem !== undefined)
			throw new Failure(`${each} is not a valid worker. ${problem}`, {
				kind: 'usage',
				hint: 'Use --worker name=user@host, or --worker name=local for this machine.',
			});
	}
	return toCandidates(targets.map(fromTyped));
};

const findCandidates = async (deps: CommandDeps): Promise<readonly Candidate[]> => {
	const {candidates, problems} = await deps.setup.find();
	for (const each of problems) deps.err(`ingot: ${neutralise(each)}`);
	return candidates;
};

const isWell = ({trial}: TriedCandidate): boolean => trial?.state === 'ok';

const tryCandidate = async (deps: CommandDeps, candidate: Candidate): Promise<TriedCandidate> => {
	if (candidate.refusal !== undefined) return {candidate};
	const {trial, remote} = await tryWorker(deps.connect(candidate.worker), deps.signal);
	remote?.close();
	return {candidate, trial};
};

const report = (
	deps: CommandDeps,
	tried: readonly TriedCandidate[],
	{json = false}: {readonly json?: boolean},
): void => {
	if (json) for (const each of tried) deps.out(jsonLine(candidateRow(each)));
	else printCandidates(deps, tried);
};

const notWritten = (
	tried: readonly TriedCandidate[],
	silent: readonly TriedCandidate[],
	file: string,
): Failure => {
	const names = silent.map(each => each.candidate.worker.name).join(', ');
	if (silent.length === 0)
		return new Failure(
			`No usable worker was found${tried.length === 0 ? '' : '; the reasons are listed above'}.`,
			{kind: 'usage', hint: 'Add one: ingot init --worker forge-1=user@host'},
		);
	return new Failure(`${names}: not reachable, so ${file} was not written.`, {
		kind: 'unreachable',
		hint: 'Fix the problems above, or use --all to write the file anyway.',
	});
};
