import prettyBytes from 'pretty-bytes';
import {listUnnamed, pruneImages, type UnnamedImage} from '../jobs/prune-images.ts';
import {exitCodes} from '../model/failure.ts';
import {noUnnamedImages} from '../model/image-deletion.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';
import {jsonLine} from './json-line.ts';
import {printTable} from './print-table.ts';
import {refuseIdle} from './refuse-idle.ts';
import {requireYes} from './require-yes.ts';

type PruneOptions = WorkerOptions & {
	readonly name?: readonly string[];
	readonly dryRun?: boolean;
	readonly yes?: boolean;
};

/** `ingot images prune` without rules: lists the user's unnamed images that nothing needs, asks, and removes them. */
export const pruneUnnamed = async (deps: CommandDeps, options: PruneOptions): Promise<number> => {
	refuseIdle(
		{name: options.name},
		{
			why: 'needs --keep-last or --keep-within: without them, prune removes only images that have no name',
			hint: 'For example: ingot images prune --name web --keep-last 3',
		},
	);
	const settings = await deps.settings();
	const {account} = settings;
	const {rows, code} = await fromEachWorker(deps, options, remote =>
		listUnnamed(remote, account, {signal: deps.signal}),
	);
	printUnnamed(deps, rows, options.json === true);
	if (options.dryRun || rows.length === 0) return code;
	if (options.yes !== true) {
		const these = rows.length === 1 ? 'this image' : `these ${rows.length} images`;
		requireYes(await deps.confirm(`Remove ${these}?`), {
			doing: 'Pruning',
			declined: 'No image was removed.',
		});
	}
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
		deps.out(noUnnamedImages);
		return;
	}
	const table = rows.map(each => [each.worker, each.id.slice(0, 12), prettyBytes(each.bytes)]);
	const worker = {head: 'WORKER', rank: 1, minWidth: 8, isName: true};
	printTable(deps, [worker, {head: 'IMAGE ID'}, {head: 'SIZE', rank: 2}], table);
};
