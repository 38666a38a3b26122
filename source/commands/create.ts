import {cancelJob} from '../jobs/cancel-job.ts';
import {lookAtDevbox, type PlannedSnapshot, planSnapshot, submitSnapshot} from '../jobs/create-image.ts';
import {toCustomCapability} from '../model/capability.ts';
import {ineligibleBecause, reasons} from '../model/devbox.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {mayCreateImage} from '../model/policy.ts';
import {quote} from '../model/shell.ts';
import type {SnapshotMethod} from '../model/snapshot.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandWorld, findWorker} from './command-world.ts';
import {followToEnd} from './follow.ts';

export type CreateOptions = {
	readonly worker: string;
	readonly from: string;
	readonly name: string;
	readonly tag: string;
	readonly capability?: readonly string[];
	readonly overwrite?: boolean;
	readonly method: SnapshotMethod | 'auto';
	readonly dryRun?: boolean;
	readonly detach?: boolean;
	readonly json?: boolean;
};

/** `ingot create`: plans, starts and follows a snapshot. Ctrl-C cancels it. */
export const createImage = async (world: CommandWorld, options: CreateOptions): Promise<number> => {
	const settings = await world.settings();
	const verdict = mayCreateImage(settings.account);
	if (!verdict.allowed) throw new Failure(verdict.reason, {kind: 'refused', hint: verdict.hint});
	const worker = findWorker(settings, options.worker);
	const remote = await world.connect(worker);
	try {
		const planned = await plan(world, remote, options);
		if (options.dryRun) {
			printPlan(world, planned, options.json ?? false);
			return exitCodes.done;
		}
		await submitSnapshot(remote, planned);
		if (options.detach) {
			const {id, worker: name, reference} = planned.request;
			world.out(options.json ? JSON.stringify({worker: name, name: reference, id}) : id);
			return exitCodes.done;
		}
		return await follow(world, remote, {planned, json: options.json ?? false});
	} finally {
		remote.close();
	}
};

const plan = async (
	world: CommandWorld,
	remote: Remote,
	options: CreateOptions,
): Promise<PlannedSnapshot> => {
	const {account} = await world.settings();
	const devbox = await findDevbox(world, remote, options.from);
	const source = await lookAtDevbox(remote, devbox, {signal: world.signal});
	const draft = {
		name: options.name,
		tag: options.tag,
		capabilities: (options.capability ?? []).map(toCustomCapability),
		overwrite: options.overwrite ?? false,
		method: options.method,
	};
	return planSnapshot(source, draft, {account, ...world.asker});
};

const findDevbox = async (world: CommandWorld, remote: Remote, from: string): Promise<string> => {
	const {account} = await world.settings();
	const all = await remote.devboxes({signal: world.signal});
	const found =
		all.find(each => each.name === from) ?? all.find(each => from.length >= 12 && each.id.startsWith(from));
	const worker = remote.worker.name;
	if (found === undefined) {
		throw new Failure(`There is no DevBox ${neutralise(from)} on ${worker}.`, {
			kind: 'usage',
			hint: `\`ingot devboxes --worker ${worker}\` lists those that there are.`,
		});
	}
	const why = ineligibleBecause(found, account);
	if (why.length === 0) return found.id;
	throw new Failure(
		`${neutralise(found.name)} cannot be snapshot: ${why.map(each => reasons[each]).join('; ')}.`,
		{
			kind: 'refused',
			hint: 'A source is a DevBox that you launched, that runs, and that no Cloud worker manages.',
		},
	);
};

const printPlan = (
	world: CommandWorld,
	{request, plan: {steps}, labels, chosen}: PlannedSnapshot,
	json: boolean,
): void => {
	if (json) {
		const {worker, reference, id} = request;
		world.out(JSON.stringify({worker, name: reference, id, method: chosen.method, labels, steps}));
		return;
	}
	world.out(request.title);
	world.out(`Method ${chosen.method}: ${chosen.because}`);
	world.out('Labels:');
	for (const [key, value] of Object.entries(labels)) world.out(`  ${key}=${neutralise(value)}`);
	world.out('Steps:');
	for (const step of steps) {
		world.out(`  ${step.title}`);
		world.out(`    ${neutralise(quote(step.argv))}`);
		if (step.undo !== undefined) world.out(`    taken back by: ${neutralise(quote(step.undo))}`);
	}
};

/** The first Ctrl-C cancels the job and waits until it has taken back what it did. */
const follow = async (
	world: CommandWorld,
	remote: Remote,
	{planned, json}: {planned: PlannedSnapshot; json: boolean},
): Promise<number> => {
	const {account} = await world.settings();
	const {request} = planned;
	const cancel = () => {
		world.err('Cancelling; what the job did is taken back.');
		cancelJob(remote, request.id, account.user).catch((thrown: unknown) => world.err(String(thrown)));
	};
	world.signal.addEventListener('abort', cancel, {once: true});
	if (world.signal.aborted) cancel();
	try {
		return await followToEnd(world, {remote, request, json, signal: new AbortController().signal});
	} finally {
		world.signal.removeEventListener('abort', cancel);
	}
};
