/** In a shorter word, one mistake leaves too little to recognise it by. */
export const minForgiven = 4;

/** How a text matches a word with one mistake. */
export type Nearness = 'begins' | 'holds' | undefined;

/**
 * Makes a test: does a text begin with the word, or hold it, but for one mistake? A wrong letter, a missing one, one too many, or two
 * swapped. Both are lower case. Digits have to be right: `v9` is another version than `v1`, not a typo.
 */
export const oneMistake = (word: string): ((text: string) => Nearness) => {
	if (word.length < minForgiven) return () => undefined;
	// One of the two halves has no mistake, unless the letters at their border are swapped.
	const middle = word.length >> 1;
	const head = word.slice(0, middle);
	const tail = word.slice(middle);
	const isTail = nearStart(tail);
	const isHeadReversed = nearStart(reverse(head));
	const isBeginning = nearStart(word);
	const swapped = swap(word, middle - 1);
	const numbers = word.match(/\d+/gu) ?? [];
	const isFound = (text: string): boolean =>
		isAnyPlace(text, head, at => isTail(text.slice(at + middle))) ||
		isAnyPlace(text, tail, at => isHeadReversed(reverse(text.slice(0, at)))) ||
		text.includes(swapped);
	return text => {
		if (!isFound(text) || !numbers.every(each => text.includes(each))) return undefined;
		return isBeginning(text) ? 'begins' : 'holds';
	};
};

const isAnyPlace = (text: string, part: string, test: (at: number) => boolean): boolean => {
	for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) if (test(at)) return true;
	return false;
};

/** Makes a test: does a text begin with the word but for one mistake at most? */
const nearStart =
	(word: string): ((text: string) => boolean) =>
	text => {
		let at = 0;
		while (at < word.length && text[at] === word[at]) at += 1;
		const rest = word.slice(at + 1);
		return (
			at === word.length ||
			text.startsWith(rest, at + 1) ||
			text.startsWith(rest, at) ||
			text.startsWith(word.slice(at), at + 1) ||
			text.startsWith(swap(word, at).slice(at), at)
		);
	};

/** A word with the letters at `at` and `at + 1` swapped. */
const swap = (word: string, at: number): string =>
	word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);

const reverse = (text: string): string => text.split('').reverse().join('');
