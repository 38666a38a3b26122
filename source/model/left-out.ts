import {type FoundCache, findCaches} from './caches.ts';
import {Failure} from './failure.ts';
import type {EscapedPath, ImageEdit, LeftOut} from './image-edits.ts';
import {filesIn, type LayerNode, nodeAt} from './layer-tree.ts';
import type {Draft} from './snapshot.ts';

/** The choice to leave out a cache. */
export const leftOutCache = ({id, title, paths, sizeBytes, files}: FoundCache): LeftOut => ({
	word: id,
	title,
	paths,
	sizeBytes,
	files,
});

/** The choice to leave out a file, or a folder with all that is in it. */
export const leftOutNode = (node: LayerNode): LeftOut => ({
	word: node.path,
	title: node.path,
	paths: [node.path],
	sizeBytes: node.sizeBytes,
	files: filesIn(node),
});

/** Why a path cannot be left out, or undefined if it can. */
export const leaveOutProblem = (node: LayerNode): string | undefined => {
	if (node.type === 'deleted') return 'It is deleted already.';
	return node.path === '/' ? 'An image without any files cannot be launched.' : undefined;
};

/** All caches at once. */
const allCaches = 'caches';

/**
 * What the words of `--leave-out` stand for in a layer: `caches`, a cache's id, or a path.
 * @throws Failure (usage) if the layer has no such thing
 */
export const chooseLeftOut = (root: LayerNode, words: readonly string[]): readonly LeftOut[] => {
	const caches = findCaches(root);
	const chosen = words.flatMap((word): readonly LeftOut[] => {
		if (word === allCaches) return caches.map(leftOutCache);
		if (!word.startsWith('/'))
			return [leftOutCache(caches.find(each => each.id === word) ?? noCache(word, caches))];
		const node = nodeAt(root, word);
		const problem = node === undefined ? 'The DevBox itself has nothing there.' : leaveOutProblem(node);
		if (node === undefined || problem !== undefined)
			throw new Failure(`${word} cannot be left out. ${problem}`, {
				kind: 'usage',
				hint: 'Use a path that --preview lists.',
			});
		return [leftOutNode(node)];
	});
	return [...new Map(chosen.map(each => [each.word, each])).values()];
};

const noCache = (word: string, caches: readonly FoundCache[]): never => {
	throw new Failure(`There is no cache ${word} in the DevBox.`, {
		kind: 'usage',
		hint:
			caches.length === 0
				? 'Use a path that begins with /.'
				: `Use a path that begins with /, caches, or one of: ${caches.map(({id}) => id).join(', ')}.`,
	});
};

/** What the job changes for it: no path lies under another one. */
export const leftOutEdits = (chosen: readonly LeftOut[]): readonly ImageEdit[] => {
	const all = new Set(chosen.flatMap(({paths}) => paths));
	const everywhere = new Set(chosen.flatMap(each => each.everywhere ?? []));
	return [...all].flatMap((path): readonly ImageEdit[] => {
		if (liesUnder(path, everywhere.has(path) ? everywhere : all)) return [];
		return [{act: 'remove', path, ...(everywhere.has(path) && {everywhere: true})}];
	});
};

export type LeftOutPath = {
	readonly path: EscapedPath;
	readonly sizeBytes: number;
	/** The option or the ignore file, and what is written there. */
	readonly by: string;
	/** Whether the base image has it, too: then all layers become one, and no layer has it. */
	readonly inBase: boolean;
};

/** Each path that the image will not have, once: largest first. */
export const leftOutPaths = (root: LayerNode, chosen: readonly LeftOut[]): readonly LeftOutPath[] => {
	const by = new Map(
		chosen.flatMap(({paths, word, by = '--leave-out'}) =>
			paths.map(path => [path, `${by} ${word}`] as const),
		),
	);
	// What only the image has is one path of a pattern.
	const beneath = new Map(
		chosen.flatMap(({paths: [path = '', ...others], sizeBytes}) =>
			others.length === 0 ? [[path, sizeBytes] as const] : [],
		),
	);
	return leftOutEdits(chosen)
		.map(({path, ...edit}) => ({
			path,
			sizeBytes: nodeAt(root, path)?.sizeBytes ?? beneath.get(path) ?? 0,
			by: by.get(path) ?? '',
			inBase: 'everywhere' in edit,
		}))
		.toSorted((a, b) => b.sizeBytes - a.sizeBytes || (a.path < b.path ? -1 : 1));
};

/** Bytes and files that the image will not have, of all of them together. */
export const leftOutSum = (
	chosen: readonly LeftOut[],
): {readonly sizeBytes: number; readonly files: number} => {
	const all = new Set(chosen.flatMap(({paths}) => paths));
	const counted = chosen.filter(({paths}) => !paths.every(path => liesUnder(path, all)));
	return {
		sizeBytes: counted.reduce((sum, each) => sum + each.sizeBytes, 0),
		files: counted.reduce((sum, each) => sum + each.files, 0),
	};
};

const liesUnder = (path: EscapedPath, all: ReadonlySet<EscapedPath>): boolean => {
	for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
		if (all.has(path.slice(0, at))) return true;
	return false;
};

/** The draft with this left out instead of what it left out before; its other edits stay. */
export const withLeftOut = (draft: Draft, chosen: readonly LeftOut[]): Draft => {
	const {leftOut: before = [], edits = [], ...rest} = draft;
	const old = new Set(leftOutEdits(before).map(({path}) => path));
	const all = [...edits.filter(({act, path}) => act !== 'remove' || !old.has(path)), ...leftOutEdits(chosen)];
	return {
		...rest,
		...(all.length > 0 && {edits: all}),
		...(chosen.length > 0 && {leftOut: chosen}),
	};
};
