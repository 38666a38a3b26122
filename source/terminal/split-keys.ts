const pasteStart = '\u001B[200~';
const pasteEnd = '\u001B[201~';

/**
 * What a terminal sent → one string for each key: a code point, a control sequence (CSI, SS3), an escaped key (Alt), or a
 * whole bracketed paste. `rest` may still become a longer sequence: feed it again before what comes next.
 */
export const splitKeys = (text: string): {readonly keys: readonly string[]; readonly rest: string} => {
	const keys: string[] = [];
	let at = 0;
	while (at < text.length) {
		const length = keyLength(text, at);
		if (length === 0) break;
		keys.push(text.slice(at, at + length));
		at += length;
	}
	return {keys, rest: text.slice(at)};
};

/** How long the key that begins at `at` is; 0 while that cannot be known. */
const keyLength = (text: string, at: number): number => {
	if (text[at] !== '\u001B') return codePointLength(text, at);
	if (text.startsWith(pasteStart, at)) {
		const end = text.indexOf(pasteEnd, at);
		return end === -1 ? 0 : end + pasteEnd.length - at;
	}
	const next = text[at + 1];
	if (next === undefined) return 0;
	if (next === '[') return csiLength(text, at);
	if (next === 'O') return text[at + 2] === undefined ? 0 : 2 + codePointLength(text, at + 2);
	return next === '\u001B' ? twiceEscapedLength(text, at) : 1 + codePointLength(text, at + 1);
};

/** Escape twice: Alt with a sequence, or Escape pressed two times. */
const twiceEscapedLength = (text: string, at: number): number => {
	const inner = text[at + 2];
	if (inner === undefined) return 0;
	if (inner !== '[' && inner !== 'O') return 1;
	const length = keyLength(text, at + 1);
	return length === 0 ? 0 : 1 + length;
};

/** ECMA-48: parameters 0x30–0x3F, intermediates 0x20–0x2F, one final byte 0x40–0x7E; the Linux console has `ESC [ [ A`. */
const csiLength = (text: string, at: number): number => {
	let end = at + 2;
	if (text[end] === '[') end += 1;
	for (; end < text.length; end += 1) {
		const code = text.charCodeAt(end);
		if (code >= 0x40 && code <= 0x7e) return end + 1 - at;
		// Not a sequence after all: what stands so far is a key of its own.
		if (code < 0x20 || code > 0x3f) return end - at;
	}
	return 0;
};

const codePointLength = (text: string, at: number): number => {
	const code = text.codePointAt(at) ?? 0;
	if (code > 0xff_ff) return 2;
	// Half of a surrogate pair at the end of a chunk.
	return code >= 0xd8_00 && code <= 0xdb_ff && at + 1 === text.length ? 0 : 1;
};
