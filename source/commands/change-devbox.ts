import {type DevboxChange, planChange, planRename, submitChange} from '../jobs/change-devbox.ts';
import type {Asker} from '../jobs/create-image.ts';
import type {PlannedJob} from '../jobs/planned-job.ts';
import type {Devbox} from '../model/devbox.ts';
import type {CommandDeps} from './command-deps.ts';
import {findDevbox} from './find-devbox.ts';
import {type RunOptions, runJob} from './run-job.ts';

export type DevboxFlags = RunOptions & {readonly worker?: string};

/** `ingot start`, `ingot stop`, `ingot pause`, `ingot rm`: runs as a job and follows it. */
export const changeDevbox = (
	deps: CommandDeps,
	wanted: string,
	{change, ...flags}: DevboxFlags & {change: DevboxChange},
): Promise<number> =>
	runChange(deps, wanted, {...flags, plan: (devbox, asker) => planChange(devbox, change, asker)});

/** `ingot rename`: runs as a job and follows it. */
export const renameDevbox = (
	deps: CommandDeps,
	wanted: string,
	{name, ...flags}: DevboxFlags & {name: string},
): Promise<number> =>
	runChange(deps, wanted, {...flags, plan: (devbox, asker) => planRename(devbox, name, asker)});

type Planning = {readonly plan: (devbox: Devbox, asker: Asker) => PlannedJob};

const runChange = async (
	deps: CommandDeps,
	wanted: string,
	{plan, ...flags}: DevboxFlags & Planning,
): Promise<number> => {
	const {account} = await deps.settings();
	const {remote, devbox} = await findDevbox(deps, wanted, flags.worker);
	try {
		const planned = plan(devbox, {account, ...deps.asker});
		return await runJob(deps, remote, {planned, submit: () => submitChange(remote, planned), ...flags});
	} finally {
		remote.close();
	}
};
