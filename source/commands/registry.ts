import {type PlannedTransfer, planPull, planPush, submitTransfer} from '../jobs/registry-image.ts';
import {Failure} from '../model/failure.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import {
	parseRegistryReference,
	type RegistryLogin,
	type RegistryReference,
	suggestedDestination,
} from '../model/registry.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {findImage} from './find-image.ts';
import {type RunOptions, runJob} from './run-job.ts';

type TransferFlags = RunOptions & {
	readonly overwrite?: boolean;
	readonly username?: string;
	readonly passwordStdin?: boolean;
};
export type PushFlags = TransferFlags & {readonly worker?: string; readonly destination?: string};
export type PullFlags = TransferFlags & {readonly worker: string; readonly name?: string};

/** `ingot push`: a job on the worker that has the image. */
export const pushImage = async (deps: CommandDeps, wanted: string, flags: PushFlags): Promise<number> => {
	const {account, registry} = await deps.settings();
	requireAllowed(mayCreateImage(account));
	const login = await loginOf(deps, flags);
	const {remote, image} = await findImage(deps, wanted, flags.worker);
	try {
		const typed = flags.destination ?? suggestedDestination(image, registry);
		if (typed === undefined)
			throw new Failure('There is no destination, and the config file names no registry.', {
				kind: 'usage',
				hint: `Add it: ingot push ${image.name}:${image.tag} registry.example.com/${image.name}:${image.tag}`,
			});
		const destination = toReference(typed, {registry, tag: image.tag});
		if (destination.text.includes('@'))
			throw new Failure('An image is pushed to a tag, not to a digest.', {
				kind: 'usage',
				hint: `Use ${destination.repository}:${image.tag}.`,
			});
		const overwrite = flags.overwrite ?? false;
		const planned = planPush(image, {destination, overwrite, login}, {account, ...deps.requester});
		return await run(deps, remote, {planned, flags});
	} finally {
		remote.close();
	}
};

/** `ingot pull`: a job on the worker that gets the image. */
export const pullImage = async (deps: CommandDeps, wanted: string, flags: PullFlags): Promise<number> => {
	const settings = await deps.settings();
	const {account, registry} = settings;
	requireAllowed(mayCreateImage(account));
	const worker = findWorker(settings, flags.worker);
	const source = toReference(wanted, {registry});
	const login = await loginOf(deps, flags);
	const planned = planPull(
		source,
		{worker: worker.name, name: flags.name, overwrite: flags.overwrite ?? false, login},
		{account, ...deps.requester},
	);
	const remote = await deps.connect(worker);
	try {
		return await run(deps, remote, {planned, flags});
	} finally {
		remote.close();
	}
};

const run = (
	deps: CommandDeps,
	remote: Remote,
	{planned, flags}: {readonly planned: PlannedTransfer; readonly flags: RunOptions},
): Promise<number> => {
	const {dryRun, detach, json} = flags;
	return runJob(deps, remote, {planned, submit: () => submitTransfer(remote, planned), dryRun, detach, json});
};

const toReference = (
	typed: string,
	how: {readonly registry: string | undefined; readonly tag?: string},
): RegistryReference => {
	const parsed = parseRegistryReference(typed, how);
	if (parsed.problem === undefined) return parsed.reference;
	throw new Failure(`${neutralise(typed)} is not a name in a registry. ${parsed.problem}`, {
		kind: 'usage',
		hint: 'Use a name such as registry.example.com/web:1, or web:1 with `registry` in the config file.',
	});
};

/** The password comes from stdin only: every user of this computer can read argv. */
const loginOf = async (
	deps: CommandDeps,
	{username, passwordStdin, dryRun}: TransferFlags,
): Promise<RegistryLogin | undefined> => {
	if (username === undefined && passwordStdin !== true) return undefined;
	if (username === undefined || passwordStdin !== true)
		throw new Failure('A login needs both --username and --password-stdin.', {
			kind: 'usage',
			hint: 'For example: pass registry | ingot push web:1 --username ci --password-stdin',
		});
	if (username === '' || username.includes(':'))
		throw new Failure('This user name cannot be used: it is empty or has a colon.', {
			kind: 'usage',
			hint: 'Give the name that the registry knows.',
		});
	if (dryRun) return undefined;
	const password = (await deps.readFile('-')).replace(/\r?\n$/u, '');
	if (password !== '') return {username, password};
	throw new Failure('There is no password on stdin.', {
		kind: 'usage',
		hint: 'Pipe it in: pass registry | ingot push … --password-stdin',
	});
};
