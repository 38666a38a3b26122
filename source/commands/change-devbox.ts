import {type DevboxChange, planChange, planRename, submitChange} from '../jobs/change-devbox.ts';
import type {Requester} from '../jobs/create-image.ts';
import type {PlannedJob} from '../jobs/planned-job.ts';
import type {Devbox} from '../model/devbox.ts';
import type {CommandDeps} from './command-deps.ts';
import {findDevbox} from './find-devbox.ts';
import {requireYes} from './require-yes.ts';
import {type RunOptions, runJob} from './run-job.ts';

export type DevboxFlags = RunOptions & {readonly worker?: string};

/** `ingot start`, `ingot stop`, `ingot pause`: runs as a job and follows it. */
export const changeDevbox = (
	deps: CommandDeps,
	wanted: string,
	{change, ...flags}: DevboxFlags & {change: DevboxChange},
): Promise<number> =>
	runChange(deps, wanted, {...flags, plan: (devbox, requester) => planChange(devbox, change, requester)});

/** `ingot rm`: asks first, then runs as a job and follows it. */
export const removeDevbox = (
	deps: CommandDeps,
	wanted: string,
	{yes = false, ...flags}: DevboxFlags & {yes?: boolean},
): Promise<number> =>
	runChange(deps, wanted, {
		...flags,
		plan: (devbox, requester) => planChange(devbox, 'remove', requester),
		...(!yes && flags.dryRun !== true && {before: devbox => askBefore(deps, devbox)}),
	});

/** @throws Failure (usage) without a terminal, (cancelled) unless the user agrees */
const askBefore = async (deps: CommandDeps, {name, worker, state}: Devbox): Promise<void> => {
	const running = state === 'running' || state === 'paused' ? ' Its processes end.' : '';
	const answer = await deps.ask(
		`The files of ${name} on ${worker} are deleted, except those in named volumes and bind mounts.${running}\nType ${name} to confirm:`,
	);
	requireYes(answer === undefined ? undefined : answer.trim() === name, {
		doing: `Removing ${name}`,
		declined: `${name} was not removed.`,
	});
};

/** `ingot rename`: runs as a job and follows it. */
export const renameDevbox = (
	deps: CommandDeps,
	wanted: string,
	{name, ...flags}: DevboxFlags & {name: string},
): Promise<number> =>
	runChange(deps, wanted, {...flags, plan: (devbox, requester) => planRename(devbox, name, requester)});

type Planning = {
	readonly plan: (devbox: Devbox, requester: Requester) => PlannedJob;
	/** What is asked once nothing speaks against it. */
	readonly before?: (devbox: Devbox) => Promise<void>;
};

const runChange = async (
	deps: CommandDeps,
	wanted: string,
	{plan, before, ...flags}: DevboxFlags & Planning,
): Promise<number> => {
	const {account} = await deps.settings();
	const {remote, devbox} = await findDevbox(deps, wanted, flags.worker);
	try {
		const planned = plan(devbox, {account, ...deps.requester});
		await before?.(devbox);
		return await runJob(deps, remote, {planned, submit: () => submitChange(remote, planned), ...flags});
	} finally {
		remote.close();
	}
};
