import {planLaunch, submitLaunch} from '../jobs/launch.ts';
import {lookAtLaunch} from '../jobs/launch-ground.ts';
import {splitVariables} from '../model/environment.ts';
import {Failure} from '../model/failure.ts';
import {freeName, type Identity, type LaunchDraft, type LaunchGround, noOptions} from '../model/launch.ts';
import {mayLaunch} from '../model/policy.ts';
import {quote} from '../model/shell.ts';
import type {CommandWorld} from './command-world.ts';
import {findImage} from './find-image.ts';
import {type RunOptions, runJob} from './run-job.ts';

export type LaunchFlags = RunOptions & {
	readonly worker?: string;
	readonly name?: string;
	readonly publish?: readonly string[];
	readonly env?: readonly string[];
	/** A file with a variable a line, or - for stdin: values that are nobody's business in argv. */
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
	world: CommandWorld,
	wanted: string,
	{words, ...flags}: LaunchFlags & {words: readonly string[]},
): Promise<number> => {
	const {account} = await world.settings();
	const verdict = mayLaunch(account);
	if (!verdict.allowed) throw new Failure(verdict.reason, {kind: 'refused', hint: verdict.hint});
	const {remote, image} = await findImage(world, wanted, flags.worker);
	try {
		const ground = await lookAtLaunch(remote, image, {user: account.user, signal: world.signal});
		const fromFile = flags.envFile === undefined ? [] : splitVariables(await world.readFile(flags.envFile));
		const draft = toDraft(ground, {...flags, env: [...fromFile, ...(flags.env ?? [])], words});
		const planned = planLaunch(ground, draft, {account, ...world.asker});
		return await runJob(world, remote, {planned, submit: () => submitLaunch(remote, planned), ...flags});
	} finally {
		remote.close();
	}
};

/** What was not said comes from the last launch (`--last`), or is left to Podman. */
const toDraft = (
	ground: LaunchGround,
	flags: LaunchFlags & {words: readonly string[]; env: readonly string[]},
): LaunchDraft => {
	const before = (flags.last ? ground.previous : undefined) ?? noOptions;
	return {
		name: flags.name ?? freeName(ground.image.name, ground.names),
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
