/**
 * Keeps the results of a pure function of a text, for at most `max` texts. Ink asks for the same texts several times per
 * frame, and most of them were in the previous frame.
 */
export const memoize = <T>(compute: (text: string) => T, max = 1000): ((text: string) => T) => {
	let results = new Map<string, T>();
	return text => {
		const known = results.get(text);
		if (known !== undefined) return known;
		const result = compute(text);
		if (results.size >= max) results = new Map();
		results.set(text, result);
		return result;
	};
};
