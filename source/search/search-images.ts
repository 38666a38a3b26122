import Fuse, {type IFuseOptions} from 'fuse.js';
import {capabilityTitle} from '../model/capability.ts';
import type {Image} from '../model/image.ts';
import {fitsFields, parseImageQuery} from '../model/image-query.ts';
import {lettersOf} from './letters.ts';
import {holdsWord, matchWord} from './match-word.ts';

/** An image with what is searched in it, lower case, and which letters that holds. */
type Entry = {
	readonly image: Image;
	readonly name: string;
	readonly tag: string;
	/** `name:tag`, as people type it. */
	readonly full: string;
	/** Capabilities and worker. */
	readonly rest: readonly string[];
	readonly letters: number;
};

/** So many are ranked by Fuse; whatever else fits stands after them, in the list's order. */
const maxRanked = 200;
const lessForRest = 350;
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

/** A list is read once, however often it is searched. */
const entriesOf = new WeakMap<readonly Image[], readonly Entry[]>();

const toEntries = (images: readonly Image[]): readonly Entry[] => {
	const known = entriesOf.get(images);
	if (known !== undefined) return known;
	const entries = images.map((image): Entry => {
		const name = image.name.toLowerCase();
		const tag = image.tag.toLowerCase();
		const rest = [...image.capabilities.map(capabilityTitle), image.worker].map(each => each.toLowerCase());
		const full = `${name}:${tag}`;
		return {image, name, tag, full, rest, letters: lettersOf(`${full} ${rest.join(' ')}`)};
	});
	entriesOf.set(images, entries);
	return entries;
};

type Candidate = {readonly entry: Entry; readonly score: number};

/**
 * Images that fit what is typed (see docs/words.md for field words), best first; all in their order while nothing is
 * typed. Cheap tests choose the candidates and Fuse ranks them: alone it takes seconds for a hundred thousand
 * (docs/decisions/search.md).
 * @param lists one list for each worker, the same object as long as it is the same list
 * @param me the user whom `owner:me` means
 */
export const searchImages = (
	lists: readonly (readonly Image[])[],
	typed: string,
	me: string,
): readonly Image[] => {
	const query = parseImageQuery(typed);
	const candidates: Candidate[] = [];
	const wanted = lettersOf(query.words.join(''));
	for (const images of lists) {
		for (const entry of toEntries(images)) {
			if ((entry.letters & wanted) !== wanted) continue;
			const score = scoreOf(entry, query.words);
			if (score > 0 && fitsFields(entry.image, query, me)) candidates.push({entry, score});
		}
	}
	if (query.words.length === 0) return candidates.map(({entry}) => entry.image);
	const {ranked, others} = bestOf(candidates);
	return [
		...rankedByFuse(ranked, query.words).map(({image}) => image),
		...others.map(({entry}) => entry.image),
	];
};

/** Every word has to be found; the name counts most, then `name:tag`, then a capability or the worker. */
const scoreOf = ({name, full, rest}: Entry, words: readonly string[]): number => {
	let sum = 1;
	for (const word of words) {
		let best = matchWord(name, word);
		if (best < holdsWord) {
			best = Math.max(best, matchWord(full, word) - 20);
			for (const each of rest) best = Math.max(best, matchWord(each, word) - lessForRest);
		}
		if (best <= 0) return 0;
		sum += best;
	}
	return sum;
};

const bestOf = (candidates: readonly Candidate[]): Record<'ranked' | 'others', readonly Candidate[]> => {
	if (candidates.length <= maxRanked) return {ranked: byScore(candidates), others: []};
	const {border, room} = borderOf(candidates);
	const ranked: Candidate[] = [];
	const others: Candidate[] = [];
	let left = room;
	for (const each of candidates) {
		if (each.score > border) ranked.push(each);
		else if (each.score === border && left > 0) {
			left -= 1;
			ranked.push(each);
		} else others.push(each);
	}
	return {ranked: byScore(ranked), others};
};

/** The score of the last one that is ranked, and how many of that score are: counted, because sorting thousands takes longer. */
const borderOf = (candidates: readonly Candidate[]): {readonly border: number; readonly room: number} => {
	const counts = new Map<number, number>();
	for (const {score} of candidates) counts.set(score, (counts.get(score) ?? 0) + 1);
	let room = maxRanked;
	for (const score of [...counts.keys()].sort((a, b) => b - a)) {
		const count = counts.get(score) ?? 0;
		if (count >= room) return {border: score, room};
		room -= count;
	}
	return {border: 0, room};
};

const byScore = (candidates: readonly Candidate[]): readonly Candidate[] =>
	candidates.toSorted((a, b) => b.score - a.score);

/** What holds every word as it is typed stays first; among the others Fuse knows better what was meant. */
const rankedByFuse = (candidates: readonly Candidate[], words: readonly string[]): readonly Entry[] => {
	const least = holdsWord * words.length;
	const sure = candidates.filter(({score}) => score >= least).map(({entry}) => entry);
	const unsure = candidates.filter(({score}) => score < least).map(({entry}) => entry);
	if (unsure.length === 0) return sure;
	const fuse = new Fuse(unsure, options);
	const known = new Set<Entry>();
	for (const {item} of fuse.search(words.join(' '))) known.add(item);
	return [...sure, ...known, ...unsure.filter(entry => !known.has(entry))];
};
