/** The scores of a text that holds the whole word begin here. */
export const holdsWord = 600;
/** The scores of a text that holds the word's letters in order begin here. */
const inOrder = 200;
/** No text that only shares pairs of letters with the word scores more. */
const maxPairs = 199;

/**
 * Scores how well a text matches a word, both lower case: higher is better, 0 is no match. The tiers, best first: the
 * whole text, its beginning, the beginning of a part, anywhere, its letters in order (`tpr25` in `tax-prep-2025`), and
 * most of its pairs of letters (`tax-perp`).
 * @param known a score that counts already: the last tier, which takes longest, is left out where it cannot be more
 */
export const matchWord = (text: string, word: string, known = 0): number => {
	const at = text.indexOf(word);
	if (at === 0) return text.length === word.length ? 1000 : 900 - Math.min(99, text.length);
	if (at > 0) return (isBoundary(text, at) ? 800 : 700) - Math.min(99, at + text.length);
	const places = placesInOrder(text, word);
	if (places !== undefined) return inOrderScore(text, places);
	return known >= maxPairs ? 0 : commonPairs(text, word);
};

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || code > 127;

/** A part begins between letters, digits and anything else. */
const isBoundary = (text: string, at: number): boolean => {
	if (at === 0) return true;
	const before = text.charCodeAt(at - 1);
	const here = text.charCodeAt(at);
	return isDigit(before) !== isDigit(here) || (!isLetter(before) && !isDigit(before));
};

/** The index of each of a word's letters in a text, when all are there in order. */
export const placesInOrder = (text: string, word: string): readonly number[] | undefined => {
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

/** 1 to `maxPairs` when the text holds at least half of the word's pairs of letters; else 0. */
const commonPairs = (text: string, word: string): number => {
	if (word.length < 4) return 0;
	let found = 0;
	for (let at = 0; at + 1 < word.length; at += 1) if (text.includes(word.slice(at, at + 2))) found += 1;
	const share = found / (word.length - 1);
	return share < 0.5 ? 0 : Math.max(1, Math.round(maxPairs * share) - Math.min(60, text.length));
};
