import prettyBytes from 'pretty-bytes';
import {type PlannedCopy, planCopy} from '../jobs/copy-image.ts';
import {readCopyTarget} from '../jobs/read-copy.ts';
import {submitCopy} from '../jobs/send-layers.ts';
import type {CopySource} from '../model/copy.ts';
import {counted} from '../model/counted.ts';
import {exitCodes} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandDeps} from './command-deps.ts';
import {detachWhenSent} from './detach-when-sent.ts';
import {jsonLine} from './json-line.ts';
import {type Connection, keepConnected} from './keep-connected.ts';
import {followOrCancel, type RunOptions, runJob} from './run-job.ts';

export type CopyFlags = RunOptions & {
	readonly to: readonly string[];
	readonly worker?: string;
	readonly overwrite?: boolean;
	readonly force?: boolean;
};

/** A copy to one worker. */
export type Copying = {
	readonly deps: CommandDeps;
	readonly flags: CopyFlags;
	readonly source: CopySource;
	/** The connection to read the layers from. */
	from(): Promise<Connection>;
	/** How many copies run at the same time, this one counted. */
	readonly atOnce: number;
	/** Where others run beside it: how it ended, and that the image was there already. */
	readonly onEnd?: (text: string, result?: 'exists' | 'started') => void;
};

/** Plans the copy to one worker, starts its job and follows it. @returns the exit code @throws Failure before the job exists */
export const copyTo = async (copying: Copying, worker: Worker): Promise<number> => {
	const {deps, flags, source} = copying;
	const {account} = await deps.settings();
	const remote = await deps.connect(worker);
	try {
		const target = await readCopyTarget(remote, source.image, {signal: deps.signal});
		const how = {overwrite: flags.overwrite ?? false, force: flags.force ?? false};
		const planned = planCopy({source, target}, how, {account, ...deps.requester});
		if (planned === undefined) return alreadyThere(copying, worker.name);
		const {missing, bytes} = planned;
		if (!flags.json) {
			const count = `${missing.length} of ${counted(source.layers.length, 'layer')}`;
			// Beside others, each line begins with the worker.
			const subject = copying.onEnd ? 'Lacks' : `${worker.name} lacks`;
			deps.err(neutralise(`${subject} ${count}, ${prettyBytes(bytes)}.`));
		}
		if (flags.dryRun) return await runJob(deps, remote, {planned, submit: async () => {}, ...flags});
		return await deps.untilDone(() => transfer(copying, planned, remote));
	} finally {
		remote.close();
	}
};

const alreadyThere = ({deps, flags, source, onEnd}: Copying, worker: string): number => {
	const {reference, id} = source.image;
	if (onEnd) onEnd(`${reference} was there already.`, 'exists');
	else if (flags.json) deps.out(jsonLine({worker, name: reference, image: id, result: 'exists'}));
	else deps.out(neutralise(`${reference} is already on ${worker}.`));
	return exitCodes.done;
};

/** The job depends on Ingot until it has all layers, so `--detach` waits for that. */
const transfer = async (
	{deps, flags, atOnce, onEnd, ...copying}: Copying,
	planned: PlannedCopy,
	remote: Remote,
): Promise<number> => {
	const {request} = planned;
	const from = await copying.from();
	// The follower reports a lost connection.
	const to = keepConnected({...deps, err: () => {}}, remote);
	const leave = new AbortController();
	try {
		const {sent} = await submitCopy(
			{source: () => from.remote(), target: () => to.remote(), signal: leave.signal, atOnce},
			planned,
		);
		const following = {request, json: flags.json ?? false, onEnd};
		if (!flags.detach) return await followOrCancel(deps, remote, {...following, sent});
		const onDetach = () => onEnd?.(`Job ${request.id} has all layers and keeps running.`, 'started');
		return await detachWhenSent(deps, remote, {...following, sent, onDetach});
	} finally {
		leave.abort();
		to.close();
		from.close();
	}
};
