/**
 * A pure function of a text that remembers what it last said, for at most so many texts at a time: Ink asks for the same
 * texts several times a frame, and most are those of the frame before.
 */
export const remember = <T>(ask: (text: string) => T, most = 1000): ((text: string) => T) => {
	let known = new Map<string, T>();
	return text => {
		const before = known.get(text);
		if (before !== undefined) return before;
		const said = ask(text);
		if (known.size >= most) known = new Map();
		known.set(text, said);
		return said;
	};
};
