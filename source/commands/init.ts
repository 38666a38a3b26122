import {tryWorker} from '../jobs/try-worker.ts';
import {type Plan, type Role, userProblem} from '../model/account.ts';
import {type Candidate, toCandidates} from '../model/candidate.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import {fromTyped, targetProblem} from '../model/typed-target.ts';
import type {CommandDeps} from './command-deps.ts';
import {candidateRow, candidateTable, type TriedCandidate} from './init-rows.ts';
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
 * @returns 4 when one that was named, or all that were found, do not answer
 */
export const initConfig = async (deps: CommandDeps, options: InitOptions): Promise<number> => {
	const {setup} = deps;
	const account = accountOf(deps, options);
	if (!options.dryRun && !options.force) await setup.refuseExisting();
	const candidates = options.worker?.length ? named(options.worker) : await lookFor(deps);
	const tried = await Promise.all(candidates.map(each => tryCandidate(deps, each)));
	tell(deps, tried, options);
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
			? `${setup.file} is not written.`
			: `${setup.file} is written, with ${names.join(', ')}. Open the screen with \`ingot\`.`,
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
	throw new Failure(`${account.user} cannot be a user id. ${problem}`, {
		kind: 'usage',
		hint: 'Name another with --user.',
	});
};

const named = (targets: readonly string[]): readonly Candidate[] => {
	for (const each of targets) {
		const problem = targetProblem(each);
		if (problem !== undefined)
			throw new Failure(`${each} is no worker. ${problem}`, {
				kind: 'usage',
				hint: 'Write --worker name=user@host; `local` in place of the address is this machine.',
			});
	}
	return toCandidates(targets.map(fromTyped));
};

const lookFor = async (deps: CommandDeps): Promise<readonly Candidate[]> => {
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

const tell = (
	deps: CommandDeps,
	tried: readonly TriedCandidate[],
	{json = false}: {readonly json?: boolean},
): void => {
	if (json) for (const each of tried) deps.out(jsonLine(candidateRow(each)));
	else for (const line of candidateTable(tried)) deps.out(line);
};

const notWritten = (
	tried: readonly TriedCandidate[],
	silent: readonly TriedCandidate[],
	file: string,
): Failure => {
	const names = silent.map(each => each.candidate.worker.name).join(', ');
	if (silent.length === 0)
		return new Failure(
			`Nothing was found that can be a worker${tried.length === 0 ? '' : '; why not stands above'}.`,
			{kind: 'usage', hint: 'Name one: ingot init --worker forge-1=user@host'},
		);
	return new Failure(`${names}: no answer, so ${file} is not written.`, {
		kind: 'unreachable',
		hint: 'Mend what stands above, or write them all the same with --all.',
	});
};
