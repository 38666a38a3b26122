import {type PlannedFork, planFork, probeFork, submitFork} from '../jobs/fork.ts';
import {type Devbox, ineligibleBecause, reasonText} from '../model/devbox.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import {neutralise} from '../model/text.ts';
import type {CommandDeps} from './command-deps.ts';
import {findDevbox} from './find-devbox.ts';
import {jsonLine} from './json-line.ts';
import {type RunOptions, runJob} from './run-job.ts';

export type ForkFlags = RunOptions & {
	readonly worker?: string;
	readonly count: string;
	/** What the names of the forks begin with. */
	readonly name?: string;
	readonly method: 'auto' | 'staging' | 'pause' | 'restart';
	readonly yes?: boolean;
};

/** `ingot fork`: plans, starts and follows one snapshot and the launches from it. Ctrl-C cancels it. */
export const forkDevbox = async (deps: CommandDeps, wanted: string, flags: ForkFlags): Promise<number> => {
	const {account} = await deps.settings();
	requireAllowed(mayCreateImage(account));
	const {remote, devbox} = await findDevbox(deps, wanted, flags.worker);
	try {
		requireEligible(devbox, ineligibleBecause(devbox, account));
		const context = await probeFork(remote, devbox, deps.signal);
		const planned = planFork(
			context,
			{count: flags.count, prefix: flags.name, method: flags.method},
			{account, ...deps.requester},
		);
		for (const line of planned.losses) deps.err(neutralise(line));
		if (!flags.dryRun && !flags.yes && !flags.json) await askToFork(deps, planned);
		const submit = () => submitFork(remote, planned);
		if (!flags.detach || flags.dryRun || !flags.json)
			return await runJob(deps, remote, {planned, submit, ...flags});
		await submit();
		const {id, worker} = planned.request;
		deps.out(jsonLine({worker, name: devbox.name, id, forks: planned.names}));
		return exitCodes.done;
	} finally {
		remote.close();
	}
};

const requireEligible = (devbox: Devbox, why: ReturnType<typeof ineligibleBecause>): void => {
	if (why.length === 0) return;
	throw new Failure(`${neutralise(devbox.name)} cannot be forked: ${reasonText(devbox, why)}.`, {
		kind: 'refused',
		hint: 'The source must be a running DevBox that you launched and that no Cloud worker manages.',
	});
};

/** Only where the forks lack something. Scripts cannot be asked. */
const askToFork = async (deps: CommandDeps, {losses, request}: PlannedFork): Promise<void> => {
	if (losses.length === 0) return;
	if ((await deps.confirm(`${neutralise(request.title)}?`)) !== false) return;
	throw new Failure('The DevBox was not forked.', {
		kind: 'cancelled',
		hint: 'Use --yes to skip the question.',
	});
};
