import {chooseRollback} from '../jobs/choose-rollback.ts';
import {type PlannedRollback, planRollback, probeRollback, submitRollback} from '../jobs/rollback.ts';
import {rollbackConsequences} from '../model/rollback.ts';
import {neutralise} from '../model/text.ts';
import type {CommandDeps} from './command-deps.ts';
import {findDevbox} from './find-devbox.ts';
import {requireYes} from './require-yes.ts';
import {type RunOptions, runJob} from './run-job.ts';

export type RollbackFlags = RunOptions & {
	readonly worker?: string;
	/** The image; the newest one of the DevBox by default. */
	readonly to?: string;
	readonly yes?: boolean;
};

/** `ingot rollback`: asks, then replaces a DevBox by a new one from its image and follows the job. */
export const rollBack = async (deps: CommandDeps, wanted: string, flags: RollbackFlags): Promise<number> => {
	const {account} = await deps.settings();
	const {remote, devbox} = await findDevbox(deps, wanted, flags.worker);
	try {
		const {managed} = await remote.images({signal: deps.signal});
		const image = chooseRollback(devbox, managed, flags.to);
		const context = await probeRollback(remote, {devbox, image}, deps.signal);
		const planned = planRollback(context, {account, ...deps.requester});
		if (!flags.dryRun && !flags.yes) await ask(deps, planned);
		return await runJob(deps, remote, {planned, submit: () => submitRollback(remote, planned), ...flags});
	} finally {
		remote.close();
	}
};

/** It ends what runs in the DevBox, so scripts have to say --yes. */
const ask = async (deps: CommandDeps, {request, former}: PlannedRollback): Promise<void> => {
	const {title, devbox} = request;
	for (const line of rollbackConsequences(devbox.name, former)) deps.err(neutralise(line));
	requireYes(await deps.confirm(`${neutralise(title)}?`), {
		doing: 'A rollback',
		declined: 'The DevBox was not rolled back.',
	});
};
