import {exitCodes, Failure, toMessage} from '../model/failure.ts';
import type {Settings} from '../model/settings.ts';
import {neutralise} from '../model/text.ts';
import type {Worker} from '../model/worker.ts';
import {hasLabels} from '../model/worker-labels.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandDeps, findWorkers} from './command-deps.ts';
import {didYouMean} from './did-you-mean.ts';
import {refuseEmpty} from './refuse-idle.ts';

export type WorkerOptions = {
	readonly worker?: readonly string[];
	/** Only workers with all of these labels. */
	readonly label?: readonly string[];
	readonly json?: boolean;
};

/** The workers that `--worker` and `--label` name; all without them. @throws Failure (usage) when there is none */
export const chosenWorkers = (settings: Settings, {worker, label = []}: WorkerOptions): readonly Worker[] => {
	for (const each of label) refuseEmpty(each, 'label', 'Name it, or omit --label.');
	const named = findWorkers(settings, worker);
	const chosen = named.filter(each => hasLabels(each.labels, label));
	if (label.length === 0 || chosen.length > 0) return chosen;
	throw noneLabelled(named, label, worker !== undefined);
};

const noneLabelled = (workers: readonly Worker[], label: readonly string[], areNamed: boolean): Failure => {
	const [only = '', ...others] = label;
	const all = [...new Set(workers.flatMap(each => each.labels ?? []))].toSorted();
	const hint =
		all.length === 0
			? `Add labels: [gpu] to ${areNamed ? 'one of them' : 'a worker'} in the config file.`
			: `The labels of these workers: ${all.join(', ')}.`;
	const known = others.length === 0 ? didYouMean(only, all, hint) : hint;
	return new Failure(
		`${areNamed ? 'None of the workers named' : 'No worker'} has the label${others.length === 0 ? '' : 's'} ${neutralise(label.join(', '))}.`,
		{
			kind: 'usage',
			hint: known,
		},
	);
};

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
	const workers = chosenWorkers(settings, options);
	let code: number = exitCodes.done;
	const lists = await Promise.all(
		workers.map(async worker => {
			let remote: Remote | undefined;
			try {
				remote = await deps.connect(worker);
				return await read(remote, worker);
			} catch (thrown) {
				deps.signal.throwIfAborted();
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
