import Fuse, {type IFuseOptions} from 'fuse.js';
import type {Image} from '../model/image.ts';
import {fitsFields, type ImageQuery, parseImageQuery, type QueryContext} from '../model/image-query.ts';
import {type Entry, toEntries} from './image-entries.ts';
import {isMissing, lettersOf} from './letters.ts';
import {commonPairs, holdsWord, matchInOrder, matchWord, mostPairs} from './match-word.ts';
import {minForgiven, type Nearness, oneMistake} from './one-mistake.ts';

/** Up to so many images, Fuse sees all of them; beyond that it misses 16 ms per key (docs/decisions/search.md). */
const maxForFuseAlone = 1000;
/** Beyond that, Fuse ranks the best so many; the other matches follow in the order of the list. */
const maxRanked = 200;
const restPenalty = 350;
const fullPenalty = 20;
/** From this score on, a match is so close that it stays before what Fuse ranks. */
const close = 560;
const options: IFuseOptions<Entry> = {
	keys: [
		{name: 'name', weight: 3},
		{name: 'tag', weight: 1},
		{name: 'rest', weight: 1},
	],
	ignoreLocation: true,
	threshold: 0.34,
	includeScore: true,
};

type Candidate = {readonly entry: Entry; readonly score: number};
type ImageLists = readonly (readonly Image[])[];

/**
 * Images that match what is typed (docs/words.md has the field words), best first; all images in their order while nothing
 * is typed. When no image holds every word as typed, a typo per word is forgiven.
 * @param lists one list per worker; an unchanged list has to be the same object
 * @param context what `owner:me` and `label:` mean
 */
export const searchImages = (lists: ImageLists, typed: string, context: QueryContext): readonly Image[] =>
	typed.trim() === ''
		? // Without entries, which take a while to make for many images: a list is opened more often than it is filtered.
			lists.length === 1
			? (lists[0] ?? [])
			: lists.flat()
		: search(lists, parseImageQuery(typed), {...context, isForgiving: true});

/** Does ahead what the first search in a list would do, since that takes longer than a frame where images are many. */
export const prepareSearch = (images: readonly Image[]): void => {
	toEntries(images);
};

/** The same without typos, for a command that acts on what it finds. */
export const searchImagesStrictly = (
	lists: ImageLists,
	typed: string,
	context: QueryContext,
): readonly Image[] => search(lists, parseImageQuery(typed), {...context, isForgiving: false});

type Rules = QueryContext & {readonly isForgiving: boolean};

const search = (lists: ImageLists, query: ImageQuery, {isForgiving, ...context}: Rules): readonly Image[] => {
	const {words} = query;
	const entries = lists.map(toEntries);
	const fits = ({image}: Entry) => fitsFields(image, query, context);
	let candidates = candidatesOf(entries, fits, {words: toWords(words), isAll: false});
	if (words.length === 0) return candidates.map(({entry}) => entry.image);
	const isSmall = entries.reduce((sum, each) => sum + each.length, 0) <= maxForFuseAlone;
	if (
		isForgiving &&
		words.some(each => each.length >= minForgiven) &&
		!candidates.some(({score}) => score >= holdsWord * words.length)
	)
		candidates = candidatesOf(entries, fits, {words: toWords(words, oneMistake), isAll: isSmall});
	const {ranked, others} = bestOf(candidates, isSmall ? maxForFuseAlone : maxRanked);
	return [...rankedByFuse(ranked, words), ...others].map(({entry}) => entry.image);
};

/** A word, its letters, and a test for one typo where that is forgiven. */
type Word = {
	readonly text: string;
	readonly letters: number;
	/** How well a capability or a worker matches it; images share them, so each is looked at once. */
	readonly matchShared: (text: string) => number;
	readonly nearness: ((text: string) => Nearness) | undefined;
};

const toWords = (words: readonly string[], toTest?: (word: string) => (text: string) => Nearness) =>
	words.map(
		(text): Word => ({
			text,
			letters: lettersOf(text),
			matchShared: remembered(shared => matchWord(shared, text)),
			nearness: toTest?.(text),
		}),
	);

const remembered = (score: (text: string) => number): ((text: string) => number) => {
	const known = new Map<string, number>();
	return text => {
		const found = known.get(text) ?? score(text);
		known.set(text, found);
		return found;
	};
};

/** @param isAll every image that has the digits of the words: Fuse finds words with several typos, too */
const candidatesOf = (
	lists: readonly (readonly Entry[])[],
	fits: (entry: Entry) => boolean,
	{words, isAll}: {readonly words: readonly Word[]; readonly isAll: boolean},
): readonly Candidate[] => {
	const letters = words.reduce((sum, each) => sum | each.letters, 0);
	const forgiven = isAll ? Number.POSITIVE_INFINITY : words.filter(each => each.nearness).length;
	const candidates: Candidate[] = [];
	for (const entries of lists) {
		for (const entry of entries) {
			if (isMissing(letters, entry.letters, forgiven)) continue;
			const score = scoreOf(entry, words);
			if ((score > 0 || isAll) && fits(entry)) candidates.push({entry, score});
		}
	}
	return candidates;
};

/** Every word has to match; the name counts most, then `name:tag`, then a capability or the worker. */
const scoreOf = (entry: Entry, words: readonly Word[]): number => {
	let sum = 1;
	for (const word of words) {
		const {letters, nearness} = word;
		let best = isMissing(letters, entry.letters, 0) ? 0 : wordScore(entry, word);
		if (nearness !== undefined && best < holdsWord)
			best = Math.max(best, mistakeScore(entry, nearness, best));
		if (best <= 0) return 0;
		sum += best;
	}
	return sum;
};

const wordScore = ({name, full, rest}: Entry, {text, matchShared}: Word): number => {
	const inName = matchInOrder(name, text);
	if (inName >= holdsWord) return inName;
	let best = Math.max(inName, matchInOrder(full, text) - fullPenalty);
	for (const each of rest) best = Math.max(best, matchShared(each) - restPenalty);
	if (best >= mostPairs) return best;
	return Math.max(best, commonPairs(name, text), commonPairs(full, text) - fullPenalty);
};

/** @param known what is scored already: capabilities and workers, which score little, are not looked at for less */
const mistakeScore = ({full, rest}: Entry, nearness: (text: string) => Nearness, known: number): number => {
	const inFull = nearness(full);
	if (inFull === 'begins') return holdsWord - 1 - Math.min(holdsWord - close - 1, full.length);
	if (inFull === 'holds') return close - 1 - Math.min(60, full.length);
	if (known >= close - restPenalty) return 0;
	return rest.some(each => nearness(each) !== undefined) ? close - restPenalty : 0;
};

const bestOf = (
	candidates: readonly Candidate[],
	max: number,
): Record<'ranked' | 'others', readonly Candidate[]> => {
	if (candidates.length <= max) return {ranked: byScore(candidates), others: []};
	const {border, atBorder} = borderOf(candidates, max);
	const ranked: Candidate[] = [];
	const others: Candidate[] = [];
	let free = atBorder;
	for (const each of candidates) {
		if (each.score > border) ranked.push(each);
		else if (each.score === border && free > 0) {
			free -= 1;
			ranked.push(each);
		} else others.push(each);
	}
	return {ranked: byScore(ranked), others};
};

/** The lowest score that is ranked, and how many of that score are. Counted, because sorting thousands takes longer. */
const borderOf = (
	candidates: readonly Candidate[],
	max: number,
): {readonly border: number; readonly atBorder: number} => {
	const counts = new Map<number, number>();
	for (const {score} of candidates) counts.set(score, (counts.get(score) ?? 0) + 1);
	let free = max;
	for (const score of [...counts.keys()].sort((a, b) => b - a)) {
		const count = counts.get(score) ?? 0;
		if (count >= free) return {border: score, atBorder: free};
		free -= count;
	}
	return {border: 0, atBorder: free};
};

const byScore = (candidates: readonly Candidate[]): readonly Candidate[] =>
	candidates.toSorted((a, b) => b.score - a.score);

/** Close matches stay first; Fuse ranks the others, and those without a score that it does not find are dropped. */
const rankedByFuse = (candidates: readonly Candidate[], words: readonly string[]): readonly Candidate[] => {
	const min = close * words.length;
	const first = candidates.filter(({score}) => score >= min);
	const others = candidates.filter(({score}) => score < min);
	if (others.length === 0) return first;
	const byEntry = new Map(others.map(each => [each.entry, each]));
	const fuse = new Fuse([...byEntry.keys()], options);
	const found = new Set<Candidate>();
	for (const {item} of fuse.search(words.join(' '))) {
		const candidate = byEntry.get(item);
		if (candidate !== undefined) found.add(candidate);
	}
	return [...first, ...found, ...others.filter(each => each.score > 0 && !found.has(each))];
};
