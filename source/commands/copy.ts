import prettyBytes from 'pretty-bytes';
import {type PlannedCopy, planCopy} from '../jobs/copy-image.ts';
import {readCopySource, readCopyTarget} from '../jobs/read-copy.ts';
import {submitCopy} from '../jobs/send-layers.ts';
import type {CopySource} from '../model/copy.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import {neutralise} from '../model/text.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {findImage} from './find-image.ts';
import {jsonLine} from './json-line.ts';
import {type Connection, keepConnected} from './keep-connected.ts';
import {followOrCancel, type RunOptions, runJob} from './run-job.ts';

export type CopyFlags = RunOptions & {
	/** Names of workers, with commas between; each use of the option adds some. */
	readonly to: readonly string[];
	readonly worker?: string;
	readonly overwrite?: boolean;
	readonly force?: boolean;
};

/** What all copies of one command share. */
type Copying = {readonly deps: CommandDeps; readonly flags: CopyFlags; readonly source: CopySource};

/**
 * `ingot copy`: one job on each target, one after the other; Ctrl-C cancels the one that runs.
 * @returns the first exit code that is not 0
 */
export const copyImage = async (deps: CommandDeps, wanted: string, flags: CopyFlags): Promise<number> => {
	const settings = await deps.settings();
	requireAllowed(mayCreateImage(settings.account));
	const names = new Set(flags.to.flatMap(each => each.split(',')).map(each => each.trim()));
	names.delete('');
	if (names.size === 0)
		throw new Failure('--to names no worker.', {kind: 'usage', hint: 'Use --to WORKER,WORKER.'});
	const targets = [...names].map(name => findWorker(settings, name));
	const {remote, image} = await findImage(deps, wanted, flags.worker);
	const from = keepConnected(deps, remote);
	let code: number = exitCodes.done;
	try {
		requireOthers(targets, image.worker);
		const source = await readCopySource(remote, image, {signal: deps.signal});
		for (const target of targets) {
			if (deps.signal.aborted) break;
			const ended = await copyTo({deps, flags, source}, target, from);
			if (code === exitCodes.done) code = ended;
		}
		return code;
	} finally {
		from.close();
		remote.close();
	}
};

const requireOthers = (targets: readonly Worker[], source: string): void => {
	if (targets.every(({name}) => name !== source)) return;
	throw new Failure(`The image is on ${source} already: that is where it would be copied from.`, {
		kind: 'usage',
		hint: 'Name other workers with --to, or another source with --worker.',
	});
};

const copyTo = async (copying: Copying, worker: Worker, from: Connection): Promise<number> => {
	const {deps, flags, source} = copying;
	const {account} = await deps.settings();
	const remote = await deps.connect(worker);
	try {
		const target = await readCopyTarget(remote, source.image, {signal: deps.signal});
		const how = {overwrite: flags.overwrite ?? false, force: flags.force ?? false};
		const planned = planCopy({source, target}, how, {account, ...deps.asker});
		if (planned === undefined) return alreadyThere(copying, worker.name);
		const {missing, bytes} = planned;
		if (!flags.json) {
			const count = `${missing.length} of ${source.layers.length} layers`;
			deps.err(neutralise(`${worker.name} lacks ${count}, ${prettyBytes(bytes)}.`));
		}
		if (flags.dryRun) return await runJob(deps, remote, {planned, submit: async () => {}, ...flags});
		return await transfer(copying, {planned, from, remote});
	} finally {
		remote.close();
	}
};

const alreadyThere = ({deps, flags, source}: Copying, worker: string): number => {
	const {reference, id} = source.image;
	deps.out(
		flags.json
			? jsonLine({worker, name: reference, image: id, result: 'exists'})
			: neutralise(`${reference} is already on ${worker}.`),
	);
	return exitCodes.done;
};

/** The job depends on Ingot until it has all layers, so `--detach` waits for that. */
const transfer = async (
	{deps, flags}: Copying,
	{planned, from, remote}: {planned: PlannedCopy; from: Connection; remote: Remote},
): Promise<number> => {
	const {request} = planned;
	// The follower reports a lost connection.
	const to = keepConnected({...deps, err: () => {}}, remote);
	const leave = new AbortController();
	try {
		const {sent} = await submitCopy(
			{source: () => from.remote(), target: () => to.remote(), signal: leave.signal},
			planned,
		);
		if (!flags.detach) return await followOrCancel(deps, remote, {request, json: flags.json ?? false});
		await sent;
		const {id, worker, reference} = request;
		deps.out(flags.json ? jsonLine({worker, name: reference, id}) : id);
		return exitCodes.done;
	} finally {
		leave.abort();
		to.close();
	}
};
