import ignore from 'ignore';
import type {BasePath} from './base-path.ts';
import {type ExcludePattern, patternProblem, rootedPattern} from './exclude-pattern.ts';
import {Failure} from './failure.ts';
import type {LeftOut} from './image-edits.ts';
import {filesIn, type LayerNode, nodeAt} from './layer-tree.ts';
import {pathText} from './path-text.ts';
import {neutralise} from './text.ts';

/** What patterns leave out of a layer. */
export type Exclusion = {
	/** One for each pattern that decides about anything. */
	readonly chosen: readonly LeftOut[];
	/** Patterns that match nothing in the layer. */
	readonly idle: readonly ExcludePattern[];
};

/** Each is an edit of its own, which takes the worker some milliseconds. */
const maxPaths = 5000;

/**
 * What patterns leave out of a layer, as git understands them: the last one that matches decides, and nothing within an excluded
 * folder comes back. An excluded folder is one path, so what appears in it meanwhile is left out, too.
 * @param base what the image has of the paths that patterns name exactly
 * @throws Failure (usage) for a pattern that is not valid, (refused) if nothing would remain
 */
export const excludedBy = (
	root: LayerNode,
	patterns: readonly ExcludePattern[],
	base: readonly BasePath[] = [],
): Exclusion => {
	const rules = rulesOf(patterns);
	const beneath = beneathBy(root, rules, base);
	const hits = new Map<number, LayerNode[]>();
	const add = (mark: number, node: LayerNode): void => {
		const known = hits.get(mark);
		if (known === undefined) hits.set(mark, [node]);
		else known.push(node);
	};
	const visit = (node: LayerNode, at: string): void => {
		for (const [name, child] of node.children) {
			if (child.type === 'deleted') continue;
			const isFolder = child.type === 'folder';
			const path = `${at}${pathText(name)}${isFolder ? '/' : ''}`;
			const {ignored, rule} = rules.test(path);
			const mark = Number(rule?.mark);
			if (ignored) add(mark, child);
			else if (isFolder) visit(child, path);
		}
	};
	visit(root, '');
	refuseAll(root, rules);
	const all = [...hits.values()].flat();
	if (all.length > maxPaths)
		throw new Failure(`The patterns leave out ${all.length} single paths; ${maxPaths} are possible.`, {
			kind: 'refused',
			hint: 'Exclude the folders that they are in: a folder is one path.',
		});
	const idle = patterns.filter(
		(each, index) => !hits.has(index) && !beneath.has(index) && !matchesAny(root, each),
	);
	return {
		chosen: patterns.flatMap((each, index) => [
			...toLeftOut(each, hits.get(index) ?? []),
			...(beneath.get(index) ?? []).map(found => ofBase(each, found)),
		]),
		idle,
	};
};

/** By pattern: what only the image has, and the patterns leave out. */
const beneathBy = (
	root: LayerNode,
	rules: Rules,
	base: readonly BasePath[],
): ReadonlyMap<number, readonly BasePath[]> => {
	const found = new Map<number, BasePath[]>();
	for (const each of base) {
		const own = nodeAt(root, each.path);
		if (own !== undefined && own.type !== 'deleted') continue;
		const {ignored, rule} = rules.test(`${pathText(each.path).slice(1)}${each.isFolder ? '/' : ''}`);
		const mark = Number(rule?.mark);
		if (ignored) found.set(mark, [...(found.get(mark) ?? []), each]);
	}
	return found;
};

const ofBase = ({text, by}: ExcludePattern, {path, sizeBytes, files}: BasePath): LeftOut => ({
	...{word: text, title: text, by, paths: [path], everywhere: [path], sizeBytes, files},
});

type Rules = ReturnType<typeof ignore>;

const rulesOf = (patterns: readonly ExcludePattern[]): Rules => {
	const rules = ignore({ignorecase: false});
	patterns.forEach((each, index) => {
		const problem = patternProblem(each);
		if (problem !== undefined)
			throw new Failure(`${neutralise(`${each.by} ${each.text}`)}: the pattern is not valid. ${problem}`, {
				kind: 'usage',
				hint: 'Patterns are written as in .gitignore.',
			});
		rules.add({pattern: rootedPattern(each), mark: String(index)});
	});
	return rules;
};

/** Where a name that nobody has is excluded, and everything else as well. */
const refuseAll = (root: LayerNode, rules: Rules): void => {
	const top = [...root.children].filter(([, {type}]) => type !== 'deleted');
	const isEach = top.every(([name, {type}]) =>
		rules.ignores(`${pathText(name)}${type === 'folder' ? '/' : ''}`),
	);
	if (isEach && rules.ignores('ingot-a-name-that-nothing-has'))
		throw new Failure('The patterns exclude everything.', {
			kind: 'refused',
			hint: 'Name what to leave out, or make an exception with !PATTERN.',
		});
};

/** Whether a pattern alone matches anything, although another one decides about it. */
const matchesAny = (root: LayerNode, pattern: ExcludePattern): boolean => {
	const rules = rulesOf([{...pattern, text: pattern.text.replace(/^!/u, '')}]);
	const any = (node: LayerNode, at: string): boolean =>
		[...node.children].some(([name, child]) => {
			if (child.type === 'deleted') return false;
			const path = `${at}${pathText(name)}${child.type === 'folder' ? '/' : ''}`;
			return rules.ignores(path) || any(child, path);
		});
	return any(root, '');
};

const toLeftOut = ({text, by}: ExcludePattern, nodes: readonly LayerNode[]): readonly LeftOut[] =>
	nodes.length === 0
		? []
		: [
				{
					word: text,
					title: text,
					by,
					paths: nodes.map(({path}) => path),
					everywhere: nodes.filter(({change}) => change === 'changed').map(({path}) => path),
					sizeBytes: nodes.reduce((sum, each) => sum + each.sizeBytes, 0),
					files: nodes.reduce((sum, each) => sum + filesIn(each), 0),
				},
			];
