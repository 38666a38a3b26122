import {useMemo, useState} from 'react';
import type {Binding} from '../../keys.ts';
import {
	chosenByHand,
	decidingPatterns,
	excludesOf,
	type FoundPatterns,
	patternsToSave,
} from '../../model/exclude-choice.ts';
import {type Exclusion, excludedBy} from '../../model/exclusion.ts';
import {Failure, failureText} from '../../model/failure.ts';
import type {ExcludeChoice, LeftOut} from '../../model/image-edits.ts';
import type {LayerNode} from '../../model/layer-tree.ts';
import {leaveOutProblem, leftOutNode, withLeftOut} from '../../model/left-out.ts';
import type {Draft} from '../../model/snapshot.ts';

/** The worker keeps 64 KiB of patterns for a DevBox. */
const maxSavedBytes = 60_000;

/** What `space` does to a path. */
type Toggle = {
	readonly isLeft: boolean;
	readonly run: () => void;
	readonly refusal: string | undefined;
};

/** What the contents leave out, by hand and by patterns, and how that is changed. */
export type Leaving = {
	readonly chosen: readonly LeftOut[];
	readonly byHand: readonly LeftOut[];
	readonly setByHand: (byHand: readonly LeftOut[]) => void;
	readonly toggling: (node: LayerNode | undefined) => Toggle;
	readonly bindings: readonly Binding[];
	/** What becomes of the saved patterns, or why the patterns cannot be applied; empty: nothing to say. */
	readonly patternsText: string;
	readonly draft: Draft;
};

/** The state of the contents: what is left out by hand, and what was decided about patterns. */
export const useLeaving = (draft: Draft, found: FoundPatterns & {readonly tree: LayerNode}): Leaving => {
	const [byHand, setByHand] = useState(() => chosenByHand(draft));
	const [excludes, setExcludes] = useState(() => excludesOf(draft, found));
	const {chosen: byPatterns, problem} = useMemo(() => applied(found, excludes), [found, excludes]);
	const chosen = [...byHand, ...byPatterns];
	const save = (instead: readonly string[]) => {
		setByHand([]);
		setExcludes({...excludes, instead, takenBack: []});
	};
	return {
		chosen,
		byHand,
		setByHand,
		toggling: node =>
			toggleOf(node, {byHand, byPatterns, takenBack: excludes.takenBack}, change => {
				if (change.byHand) setByHand(change.byHand);
				if (change.takenBack) setExcludes({...excludes, takenBack: change.takenBack});
			}),
		bindings: [
			saveBinding(patternsToSave(found, {leftOut: byHand, excludes}), {
				isNone: byHand.length + excludes.takenBack.length === 0,
				save,
			}),
			forgetBinding(excludes, setExcludes),
		],
		patternsText: problem ?? savingText(excludes),
		draft: withLeftOut({...draft, excludes}, chosen),
	};
};

/** A pattern that cannot be applied is a sentence here; the review refuses it. */
const applied = (
	found: FoundPatterns & {readonly tree: LayerNode},
	choice: ExcludeChoice,
): Pick<Exclusion, 'chosen'> & {readonly problem?: string} => {
	try {
		return excludedBy(found.tree, decidingPatterns(found, choice), found.base);
	} catch (thrown) {
		if (!(thrown instanceof Failure)) throw thrown;
		return {chosen: [], problem: failureText(thrown)};
	}
};

type Parts = {
	readonly byHand: readonly LeftOut[];
	readonly byPatterns: readonly LeftOut[];
	readonly takenBack: ExcludeChoice['takenBack'];
};

const toggleOf = (
	node: LayerNode | undefined,
	{byHand, byPatterns, takenBack}: Parts,
	change: (to: Partial<Parts>) => void,
): Toggle => {
	const nothing = () => {};
	if (node === undefined) return {isLeft: false, run: nothing, refusal: 'Nothing is selected.'};
	const {path} = node;
	const isIts = ({word, paths}: LeftOut) => word === path || paths.includes(path);
	if (byHand.some(isIts))
		return {
			isLeft: true,
			run: () => change({byHand: byHand.filter(each => !isIts(each))}),
			refusal: undefined,
		};
	if (byPatterns.some(({paths}) => paths.includes(path)))
		return {isLeft: true, run: () => change({takenBack: [...takenBack, path]}), refusal: undefined};
	const over = [...byHand, ...byPatterns].find(({paths}) => paths.some(each => path.startsWith(`${each}/`)));
	if (over !== undefined) return {isLeft: false, run: nothing, refusal: `It is left out with ${over.title}.`};
	const run = takenBack.includes(path)
		? () => change({takenBack: takenBack.filter(each => each !== path)})
		: () => change({byHand: [...byHand, leftOutNode(node)]});
	return {isLeft: false, run, refusal: leaveOutProblem(node)};
};

const saveBinding = (
	patterns: readonly string[],
	{isNone, save}: {readonly isNone: boolean; readonly save: (patterns: readonly string[]) => void},
): Binding => {
	const isLong = Buffer.byteLength(patterns.join('\n')) > maxSavedBytes;
	return {
		key: 'P',
		title: 'Save patterns',
		run: () => save(patterns),
		refusal: isNone
			? 'Leave something out first.'
			: isLong
				? 'These are too many paths to save: leave out folders.'
				: undefined,
	};
};

const forgetBinding = (excludes: ExcludeChoice, setExcludes: (excludes: ExcludeChoice) => void): Binding => {
	const {instead, ...others} = excludes;
	return instead === undefined
		? {
				key: 'F',
				title: 'Forget saved patterns',
				run: () => setExcludes({...excludes, instead: []}),
				refusal: excludes.saved.length === 0 ? 'No patterns are saved for this DevBox.' : undefined,
			}
		: {key: 'F', title: 'Use saved patterns', run: () => setExcludes(others)};
};

const savingText = ({instead}: ExcludeChoice): string => {
	if (instead === undefined) return '';
	return instead.length === 0
		? 'The saved ones are forgotten once the job has started.'
		: `Saved once the job has started: ${instead.join(' ')}`;
};
