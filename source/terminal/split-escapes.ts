/** Arrows, by the final byte of their sequence. */
const arrows: Readonly<Record<string, string>> = {A: 'up', B: 'down', C: 'right', D: 'left'};

/**
 * Alt with a key and Escape right before that key are the same bytes. Where Alt does nothing with it, it was Escape: a slow
 * line delivers both at once. @param isAltKey whether Alt does something with a key: a character, an arrow, `backspace`
 */
export const splitEscapes = (
	keys: readonly string[],
	isAltKey: (name: string) => boolean,
): readonly string[] =>
	keys.flatMap(key => {
		const name = escapedName(key);
		return name === undefined || isAltKey(name) ? [key] : ['\u001B', key.slice(1)];
	});

/** What follows an Escape that may be a key of its own; undefined for what is one key in any case. */
const escapedName = (key: string): string | undefined => {
	const after = key.slice(1);
	if (key[0] !== '\u001B' || after === '') return undefined;
	if (after[0] === '\u001B') return arrows[after.at(-1) ?? ''] ?? '';
	if (after[0] === '[' || after[0] === 'O') return undefined;
	return after === '\u007F' || after === '\b' ? 'backspace' : after;
};
