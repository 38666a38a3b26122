/** From this score on the text holds the whole word. */
export const holdsWord = 600;
/** From this score on the text holds the word's letters in their order. */
const inOrder = 200;

/**
 * How well a word is found in a text, both lower case. Higher is better; 0 is not at all. The tiers, best first: the whole
 * text, its beginning, the beginning of a part, anywhere, its letters in order (`tpr25` in `tax-prep-2025`), and most of
 * its pairs of letters (`tax-perp`), where Fuse has to tell what it is worth.
 */
export const matchWord = (text: string, word: string): number => {
	const at = text.indexOf(word);
	if (at === 0) return text.length === word.length ? 1000 : 900 - Math.min(99, text.length);
	if (at > 0) return (isBoundary(text, at) ? 800 : 700) - Math.min(99, at + text.length);
	const places = placesInOrder(text, word);
	return places === undefined ? commonPairs(text, word) : inOrderScore(text, places);
};

/** Where a word's letters are in the text, first to last index of each run; nowhere when not all are there in order. */
export const matchRanges = (text: string, word: string): [number, number][] => {
	const at = text.indexOf(word);
	if (at >= 0) return [[at, at + word.length - 1]];
	const ranges: [number, number][] = [];
	for (const place of placesInOrder(text, word) ?? []) {
		const last = ranges.at(-1);
		if (last !== undefined && last[1] === place - 1) last[1] = place;
		else ranges.push([place, place]);
	}
	return ranges;
};

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || code > 127;

/** Between letters, digits and anything else begins something new. */
const isBoundary = (text: string, at: number): boolean => {
	if (at === 0) return true;
	const before = text.charCodeAt(at - 1);
	const here = text.charCodeAt(at);
	return isDigit(before) !== isDigit(here) || (!isLetter(before) && !isDigit(before));
};

const placesInOrder = (text: string, word: string): readonly number[] | undefined => {
	const places: number[] = [];
	let from = 0;
	for (let index = 0; index < word.length; index += 1) {
		const at = text.indexOf(word.charAt(index), from);
		if (at < 0) return undefined;
		places.push(at);
		from = at + 1;
	}
	return places;
};

/** 200 to 599: letters that follow each other or begin a part count more, gaps less. */
const inOrderScore = (text: string, places: readonly number[]): number => {
	let score = 0;
	let last = -1;
	for (const at of places) {
		if (at === last + 1 || isBoundary(text, at)) score += 10;
		else score -= Math.min(10, at - last);
		last = at;
	}
	const share = score / (10 * places.length);
	return Math.max(inOrder, Math.round(420 + 170 * share - Math.min(60, text.length)));
};

/** 1 to 199 where at least half of the word's pairs of letters are in the text; else 0. */
const commonPairs = (text: string, word: string): number => {
	if (word.length < 4) return 0;
	let found = 0;
	for (let at = 0; at + 1 < word.length; at += 1) if (text.includes(word.slice(at, at + 2))) found += 1;
	const share = found / (word.length - 1);
	return share < 0.5 ? 0 : Math.max(1, Math.round(199 * share) - Math.min(60, text.length));
};
