import prettyBytes from 'pretty-bytes';
import {listUnnamed, pruneImages, type UnnamedImage} from '../jobs/prune-images.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';
import {jsonLine} from './json-line.ts';
import {tableLines} from './print-table.ts';

type PruneOptions = WorkerOptions & {readonly dryRun?: boolean; readonly yes?: boolean};

/** `ingot images prune`: lists the user's unnamed images that nothing needs, asks, and removes them. */
export const pruneUnnamed = async (deps: CommandDeps, options: PruneOptions): Promise<number> => {
	const settings = await deps.settings();
	const {account} = settings;
	const {rows, code} = await fromEachWorker(deps, options, remote =>
		listUnnamed(remote, account, {signal: deps.signal}),
	);
	printUnnamed(deps, rows, options.json === true);
	if (options.dryRun || rows.length === 0) return code;
	if (options.yes !== true) await askBefore(deps, rows.length);
	const names = [...new Set(rows.map(each => each.worker))].map(name => findWorker(settings, name).name);
	const pruned = await fromEachWorker(deps, {worker: names}, async (remote, worker) => {
		const mine = rows.filter(each => each.worker === worker.name);
		const {count, freedBytes} = await pruneImages(remote, account, mine);
		deps.err(`${worker.name}: ${count} of ${mine.length} removed, about ${prettyBytes(freedBytes)} freed.`);
		return [];
	});
	return pruned.code === exitCodes.done ? code : pruned.code;
};

const printUnnamed = (deps: CommandDeps, rows: readonly UnnamedImage[], isJson: boolean): void => {
	if (isJson) {
		for (const row of rows) deps.out(jsonLine(row));
		return;
	}
	if (rows.length === 0) {
		deps.out('You have no unnamed images that can be removed.');
		return;
	}
	const table = rows.map(each => [each.worker, each.id.slice(0, 12), prettyBytes(each.bytes)]);
	for (const line of tableLines(['WORKER', 'IMAGE ID', 'SIZE'], table)) deps.out(line);
};

/** @throws Failure (usage) without a terminal, (cancelled) unless the user agrees */
const askBefore = async (deps: CommandDeps, count: number): Promise<void> => {
	const answer = await deps.confirm(`Remove ${count === 1 ? 'this image' : `these ${count} images`}?`);
	if (answer === undefined)
		throw new Failure('Pruning needs a confirmation, and there is no terminal.', {
			kind: 'usage',
			hint: 'Add --yes.',
		});
	if (!answer) throw new Failure('No image was removed.', {kind: 'cancelled', hint: 'Nothing was changed.'});
};
