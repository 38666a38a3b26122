import {planLaunch, submitLaunch} from '../jobs/launch.ts';
import {probeLaunch} from '../jobs/launch-context.ts';
import {splitVariables} from '../model/environment.ts';
import {Failure} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import {freeName, type Identity, type LaunchContext, type LaunchDraft, noOptions} from '../model/launch.ts';
import {mayLaunch, requireAllowed} from '../model/policy.ts';
import {quote} from '../model/shell.ts';
import {neutralise} from '../model/text.ts';
import type {CommandDeps} from './command-deps.ts';
import {findImageToLaunch} from './find-image.ts';
import {type RunOptions, runJob} from './run-job.ts';

export type LaunchFlags = RunOptions & {
	readonly worker?: string;
	readonly name?: string;
	readonly publish?: readonly string[];
	readonly env?: readonly string[];
	/** A file with one variable per line, or - for stdin; keeps values out of argv. */
	readonly envFile?: string;
	readonly volume?: readonly string[];
	readonly cpus?: string;
	readonly memory?: string;
	readonly network?: string;
	readonly identity?: Identity;
	readonly last?: boolean;
};

/** `ingot launch`: plans, starts and follows the launch of a DevBox. Ctrl-C cancels it. */
export const launch = async (
	deps: CommandDeps,
	wanted: string,
	{words, ...flags}: LaunchFlags & {words: readonly string[]},
): Promise<number> => {
	const {account} = await deps.settings();
	requireAllowed(mayLaunch(account));
	const {remote, image} = await findImageToLaunch(deps, wanted, flags.worker);
	try {
		refuseIdentity(image, flags);
		const context = await probeLaunch(remote, image, {user: account.user, signal: deps.signal});
		const fromFile = flags.envFile === undefined ? [] : splitVariables(await deps.readFile(flags.envFile));
		const draft = toDraft(context, {...flags, env: [...fromFile, ...(flags.env ?? [])], words});
		const planned = planLaunch(context, draft, {account, ...deps.requester});
		return await runJob(deps, remote, {planned, submit: () => submitLaunch(remote, planned), ...flags});
	} finally {
		remote.close();
	}
};

/** @throws Failure (refused) for a choice that only Windows has */
const refuseIdentity = ({os, reference}: Image, {identity}: LaunchFlags): void => {
	if (identity === undefined || os === 'windows') return;
	throw new Failure(`--identity is only for images of Windows, and ${neutralise(reference)} is none.`, {
		kind: 'refused',
		hint: 'Omit it: what a launch renews of Linux was decided when the image was created (ingot create --identity).',
	});
};

/** Omitted options come from the last launch (`--last`) or are left to Podman. */
const toDraft = (
	context: LaunchContext,
	flags: LaunchFlags & {words: readonly string[]; env: readonly string[]},
): LaunchDraft => {
	const before = (flags.last ? context.previous : undefined) ?? noOptions;
	return {
		name: flags.name ?? freeName(context.image.name, context.names),
		ports: flags.publish ?? before.ports,
		environment: flags.env.length > 0 ? flags.env : before.environment,
		volumes: flags.volume ?? before.volumes,
		cpus: flags.cpus ?? before.cpus,
		memory: flags.memory ?? before.memory,
		network: flags.network ?? before.network,
		identity: flags.identity ?? before.identity,
		command: flags.words.length > 0 ? quote(flags.words) : before.command,
	};
};
