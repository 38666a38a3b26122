import prettyBytes from 'pretty-bytes';
import {probeDevbox} from '../jobs/create-image.ts';
import {readLayer} from '../jobs/read-layer.ts';
import {type FoundCache, findCaches} from '../model/caches.ts';
import {counted} from '../model/counted.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {extraVariables} from '../model/image-environment.ts';
import {filesIn, type LayerNode, largestFirst, layerTree, nodeAt} from '../model/layer-tree.ts';
import {shortReference} from '../model/reference.ts';
import {mountsLeft, mountText, type SnapshotSource} from '../model/snapshot.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandDeps} from './command-deps.ts';
import {jsonLine} from './json-line.ts';
import {type Column, printTable} from './print-table.ts';

type PreviewOptions = {
	/** The DevBox's id. */
	readonly devbox: string;
	/** Whose content is listed; true: the root. */
	readonly folder: string | true;
	readonly json: boolean;
};

/** `ingot create --preview`: lists what the DevBox's own layer holds in a folder, its caches, and what no image gets. */
export const previewContents = async (
	deps: CommandDeps,
	remote: Remote,
	{devbox, folder, json}: PreviewOptions,
): Promise<number> => {
	const source = await probeDevbox(remote, devbox, {signal: deps.signal});
	const root = layerTree(await readLayer(remote, source, {signal: deps.signal}));
	const node = folderAt(root, folder === true ? '/' : folder, source);
	if (json) printJson(deps, source, {root, node});
	else printText(deps, source, {root, node});
	return exitCodes.done;
};

const folderAt = (root: LayerNode, path: string, {devbox}: SnapshotSource): LayerNode => {
	const node = path.startsWith('/') ? nodeAt(root, path) : undefined;
	if (node !== undefined) return node;
	throw new Failure(`${neutralise(devbox.name)} itself has nothing at ${neutralise(path)}.`, {
		kind: 'usage',
		hint: 'Use a path that --preview lists, such as --preview=/root.',
	});
};

type Shown = {readonly root: LayerNode; readonly node: LayerNode};

const toRow = ({path, type, change, sizeBytes, counts}: LayerNode) => ({
	path,
	type,
	change,
	sizeBytes,
	...counts,
});

const printJson = (deps: CommandDeps, source: SnapshotSource, {root, node}: Shown): void => {
	const {worker, devbox} = source;
	const print = (kind: string, row: object) =>
		deps.out(jsonLine({worker: worker.name, name: devbox.name, id: devbox.id, kind, ...row}));
	print('folder', toRow(node));
	for (const each of largestFirst(node)) print('entry', toRow(each));
	for (const {id: cache, title, folders, sizeBytes, files} of findCaches(root))
		print('cache', {cache, title, folders, sizeBytes, files});
	for (const {type, source: from, destination} of mountsLeft(source))
		print('mount', {type, source: from, path: destination});
	for (const {name: variable, isKept, looksSecret} of extraVariables(source))
		print('variable', {variable, isKept, looksSecret});
};

const columns: readonly Column[] = [
	{head: 'SIZE', rank: 0},
	{head: 'ADDED', rank: 2},
	{head: 'CHANGED', rank: 3},
	{head: 'DELETED', rank: 4},
	{head: 'PATH', rank: 1, minWidth: 20, isName: true},
];

const printText = (deps: CommandDeps, source: SnapshotSource, {root, node}: Shown): void => {
	const {devbox} = source;
	const base = shortReference(devbox.imageReference);
	const where = node === root ? '' : ` at ${node.path}`;
	deps.out(
		neutralise(
			`${devbox.name}${where} differs from ${base} by ${prettyBytes(node.sizeBytes)} in ${counted(filesIn(node), 'file')}.`,
		),
	);
	printTable(deps, columns, largestFirst(node).map(nodeCells));
	printCaches(deps, findCaches(root));
	for (const mount of mountsLeft(source)) deps.out(neutralise(`Not included: ${mountText(mount)}`));
	const variables = extraVariables(source);
	const named = (isKept: boolean) => variables.filter(each => each.isKept === isKept).map(({name}) => name);
	for (const [words, names] of [
		['Variables included', named(true)],
		['Variables not included', named(false)],
	] as const)
		if (names.length > 0) deps.out(neutralise(`${words}: ${names.join(', ')}`));
};

const nodeCells = ({path, type, sizeBytes, counts}: LayerNode) => [
	prettyBytes(sizeBytes),
	String(counts.added),
	String(counts.changed),
	String(counts.deleted),
	type === 'folder' ? `${path}/` : path,
];

const printCaches = (deps: CommandDeps, caches: readonly FoundCache[]): void => {
	if (caches.length === 0) return;
	deps.out('Caches (--leave-out NAME, or --leave-out caches for all):');
	printTable(
		deps,
		[
			{head: 'SIZE', rank: 0},
			{head: 'NAME', rank: 0},
			{head: 'FILES', rank: 3},
			{head: 'FOLDER', rank: 2, minWidth: 12, isName: true},
		],
		caches.map(({id, folders, sizeBytes, files}) => [
			prettyBytes(sizeBytes),
			id,
			String(files),
			folders.join(' '),
		]),
	);
};
