/** A text being edited; `cursor` counts graphemes before it. */
export type TextState = {readonly text: string; readonly cursor: number};

const segmenter = new Intl.Segmenter();
export const graphemes = (text: string): readonly string[] => {
	// Latin letters need no segmenter, which is slow.
	if (/^[\u0020-\u007E]*$/u.test(text)) return text.split('');
	return Array.from(segmenter.segment(text), each => each.segment);
};

export const textState = (text: string): TextState => ({text, cursor: graphemes(text).length});

/** What a key does to the text, or undefined when the key is none of the field's. Pure: field, tests and replay share it. */
export const editText = (state: TextState, key: string): TextState | undefined => {
	const all = graphemes(state.text);
	const at = Math.min(state.cursor, all.length);
	const move = (cursor: number): TextState => ({
		text: state.text,
		cursor: Math.max(0, Math.min(all.length, cursor)),
	});
	const cut = (from: number, to: number): TextState => ({
		text: [...all.slice(0, from), ...all.slice(to)].join(''),
		cursor: from,
	});
	switch (key) {
		case 'left':
		case 'ctrl+b':
			return move(at - 1);
		case 'right':
		case 'ctrl+f':
			return move(at + 1);
		case 'home':
		case 'ctrl+a':
			return move(0);
		case 'end':
		case 'ctrl+e':
			return move(all.length);
		case 'alt+b':
		case 'alt+left':
		case 'ctrl+left':
			return move(wordStart(all, at));
		case 'alt+f':
		case 'alt+right':
		case 'ctrl+right':
			return move(wordEnd(all, at));
		case 'backspace':
		case 'ctrl+h':
			return at === 0 ? state : cut(at - 1, at);
		case 'delete':
		case 'ctrl+d':
			return at === all.length ? state : cut(at, at + 1);
		case 'ctrl+u':
			return cut(0, at);
		case 'ctrl+k':
			return cut(at, all.length);
		case 'ctrl+w':
		case 'alt+backspace':
			return cut(wordStart(all, at), at);
		case 'alt+d':
			return cut(at, wordEnd(all, at));
		default:
			return undefined;
	}
};

/** Text typed or pasted at the cursor. */
export const insertText = (state: TextState, text: string): TextState => {
	const all = graphemes(state.text);
	const head = all.slice(0, state.cursor).join('') + text;
	return {text: head + all.slice(state.cursor).join(''), cursor: graphemes(head).length};
};

const isWord = (grapheme: string | undefined): boolean =>
	grapheme !== undefined && /[\p{L}\p{N}]/u.test(grapheme);

const wordStart = (all: readonly string[], from: number): number => {
	let at = from;
	while (at > 0 && !isWord(all[at - 1])) at -= 1;
	while (at > 0 && isWord(all[at - 1])) at -= 1;
	return at;
};

const wordEnd = (all: readonly string[], from: number): number => {
	let at = from;
	while (at < all.length && !isWord(all[at])) at += 1;
	while (at < all.length && isWord(all[at])) at += 1;
	return at;
};
