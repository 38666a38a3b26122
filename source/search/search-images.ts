import Fuse, {type IFuseOptions} from 'fuse.js';
import type {Image} from '../model/image.ts';
import {fitsFields, type ImageQuery, parseImageQuery, type QueryContext} from '../model/image-query.ts';
import {type Entry, toEntries} from './image-entries.ts';
import {isMissing} from './letters.ts';
import {holdsWord} from './match-word.ts';
import {minForgiven, oneMistake} from './one-mistake.ts';
import {close, scoreOf, toWords, type Word} from './score-entry.ts';

/** Up to so many images, Fuse sees all of them; beyond that it misses 16 ms per key (docs/decisions/search.md). */
const maxForFuseAlone = 1000;
/** Beyond that, Fuse ranks the best so many; the other matches follow in the order of the list. */
const maxRanked = 200;
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
