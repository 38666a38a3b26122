import {exitCodes, type Failure, toMessage} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';

export type WorkerOptions = {readonly worker?: readonly string[]; readonly json?: boolean};

/**
 * Reads something from all or the named workers in parallel. Errors of one worker go to stderr and do not affect the others.
 * @returns the rows in the config's order, and the exit code
 */
export const fromEachWorker = async <T>(
	deps: CommandDeps,
	options: WorkerOptions,
	read: (remote: Remote, worker: Worker) => Promise<readonly T[]>,
): Promise<{readonly rows: readonly T[]; readonly code: number}> => {
	const settings = await deps.settings();
	const workers = options.worker?.map(name => findWorker(settings, name)) ?? settings.workers;
	let code: number = exitCodes.done;
	const lists = await Promise.all(
		workers.map(async worker => {
			let remote: Remote | undefined;
			try {
				remote = await deps.connect(worker);
				return await read(remote, worker);
			} catch (thrown) {
				const failure = thrown as Failure;
				deps.err(
					`${worker.name}: ${neutralise(toMessage(thrown))}${failure.hint ? `\n  ${failure.hint}` : ''}`,
				);
				code = exitCodes[failure.kind] ?? exitCodes.failed;
				return [];
			} finally {
				remote?.close();
			}
		}),
	);
	return {rows: lists.flat(), code};
};
