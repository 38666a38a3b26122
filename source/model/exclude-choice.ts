import type {BasePath} from './base-path.ts';
import {type ExcludePattern, rootPatterns, savedBy} from './exclude-pattern.ts';
import {excludedBy} from './exclusion.ts';
import {refuseNeeded} from './exclusion-limits.ts';
import type {EscapedPath, ExcludeChoice, LeftOut} from './image-edits.ts';
import type {LayerNode} from './layer-tree.ts';
import {withLeftOut} from './left-out.ts';
import type {Draft, SnapshotSource} from './snapshot.ts';

/** The patterns that hold for a DevBox before anybody types one. */
export type FoundPatterns = {
	/** Of its ignore files. */
	readonly ignored: readonly ExcludePattern[];
	/** Those that the worker has saved of the last image. */
	readonly saved: readonly ExcludePattern[];
	/** What the DevBox has beyond its image; undefined: not listed, because there is no pattern. */
	readonly tree: LayerNode | undefined;
	/** What the image has of the paths that patterns name exactly. */
	readonly base?: readonly BasePath[];
};

/** The patterns that decide about an image, in their order. */
export const decidingPatterns = (
	{ignored, saved}: FoundPatterns,
	{instead, takenBack}: Pick<ExcludeChoice, 'instead' | 'takenBack'> = {takenBack: []},
): readonly ExcludePattern[] => [
	...ignored,
	...(instead === undefined ? saved : rootPatterns(instead, savedBy)),
	...rootPatterns(takenBack.map(exceptionOf), 'taken back'),
];

/** The pattern that matches one path only. */
export const patternOf = (path: EscapedPath): string => path.replaceAll(/[*?[\] ]/gu, each => `\\${each}`);

/** The pattern that keeps a path which an earlier pattern leaves out. */
export const exceptionOf = (path: EscapedPath): string => `!${patternOf(path)}`;

/** What was left out by hand: not by a pattern. */
export const chosenByHand = ({leftOut = []}: Pick<Draft, 'leftOut'>): readonly LeftOut[] =>
	leftOut.filter(({by}) => by === undefined);

/** What was decided about patterns, and which ones are saved. */
export const excludesOf = (
	{excludes}: Pick<Draft, 'excludes'>,
	{saved}: Pick<FoundPatterns, 'saved'>,
): ExcludeChoice => ({takenBack: [], ...excludes, saved: saved.map(({text}) => text)});

/**
 * The draft with what the patterns leave out, too, as `ingot create` does.
 * @param found undefined: not read yet, and the draft stays as it is
 * @throws Failure (usage) for a pattern that is not valid, (refused) if the image could not run
 */
export const withPatterns = (
	draft: Draft,
	found: FoundPatterns | undefined,
	{devbox}: Pick<SnapshotSource, 'devbox'>,
): Draft => {
	if (found === undefined) return draft;
	const {tree} = found;
	const excludes = excludesOf(draft, found);
	const patterns = decidingPatterns(found, excludes);
	const known = {...draft, excludes};
	if (tree === undefined || patterns.length === 0) return withLeftOut(known, chosenByHand(draft));
	const {chosen} = excludedBy(tree, patterns, found.base);
	refuseNeeded(tree, chosen, devbox);
	return withLeftOut(known, [...chosenByHand(draft), ...chosen]);
};

/** The patterns that leave out next time what was chosen by hand, and keep what was taken back. */
export const patternsToSave = (
	found: Pick<FoundPatterns, 'saved'>,
	draft: Pick<Draft, 'leftOut' | 'excludes'>,
): readonly string[] => {
	const {instead, saved, takenBack} = excludesOf(draft, found);
	const before = instead ?? saved;
	const added = [
		...chosenByHand(draft).flatMap(({paths}) => paths.map(patternOf)),
		...takenBack.map(exceptionOf),
	];
	return [...before.filter(each => !added.includes(each)), ...added];
};
