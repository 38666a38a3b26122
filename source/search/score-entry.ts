import type {Entry} from './image-entries.ts';
import {isMissing, lettersOf} from './letters.ts';
import {holdsWord, matchWord} from './match-word.ts';
import type {Nearness} from './one-mistake.ts';

/** From this score on, a match is so close that it stays before what Fuse ranks. */
export const close = 560;
const restPenalty = 350;
const fullPenalty = 20;

/** A word, its letters, and a test for one typo where that is forgiven. */
export type Word = {
	readonly text: string;
	readonly letters: number;
	/** How well a capability or a worker matches it; images share them, so each is looked at once. */
	readonly matchShared: (text: string) => number;
	readonly nearness: ((text: string) => Nearness) | undefined;
};

/** @param toTest makes the test for one typo of a word */
export const toWords = (words: readonly string[], toTest?: (word: string) => (text: string) => Nearness) =>
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

/** Every word has to match; the name counts most, then `name:tag`, then a capability or the worker. */
export const scoreOf = (entry: Entry, words: readonly Word[]): number => {
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
	if (name.includes(text)) return matchWord(name, text);
	let best = 0;
	for (const each of rest) best = Math.max(best, matchShared(each) - restPenalty);
	best = Math.max(best, matchWord(full, text, best + fullPenalty) - fullPenalty);
	return Math.max(best, matchWord(name, text, best));
};

/** @param known what is scored already: capabilities and workers, which score little, are not looked at for less */
const mistakeScore = ({full, rest}: Entry, nearness: (text: string) => Nearness, known: number): number => {
	const inFull = nearness(full);
	if (inFull === 'begins') return holdsWord - 1 - Math.min(holdsWord - close - 1, full.length);
	if (inFull === 'holds') return close - 1 - Math.min(60, full.length);
	if (known >= close - restPenalty) return 0;
	return rest.some(each => nearness(each) !== undefined) ? close - restPenalty : 0;
};
