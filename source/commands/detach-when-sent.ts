import {exitCodes} from '../model/failure.ts';
import type {Remote} from '../remote/remote.ts';
import {orAborted} from '../time/or-aborted.ts';
import type {CommandDeps} from './command-deps.ts';
import type {Following} from './follow.ts';
import {jsonLine} from './json-line.ts';
import {followOrCancel} from './run-job.ts';

type SentJob = Pick<Following, 'request' | 'json' | 'onEnd'> & {
	/** Whether the job has got everything. */
	readonly sent: Promise<boolean>;
	readonly onDetach?: () => void;
};

/**
 * `--detach` of a job that depends on Ingot until it has everything that is sent: prints its id then. A job that cannot get the
 * rest is followed to its end, and Ctrl-C cancels it, as without `--detach`.
 * @returns the exit code
 */
export const detachWhenSent = async (
	deps: CommandDeps,
	remote: Remote,
	{sent, onDetach, ...following}: SentJob,
): Promise<number> => {
	const hasAll = await orAborted(sent, deps.signal).catch(() => false);
	if (!hasAll) return followOrCancel(deps, remote, {...following, sent});
	const {json, request} = following;
	const {id, worker, reference} = request;
	deps.out(json ? jsonLine({worker, name: reference, id}) : id);
	onDetach?.();
	return exitCodes.done;
};
