import {isMouseReport} from './mouse.ts';

const pasteStart = '\u001B[200~';
const pasteEnd = '\u001B[201~';

/**
 * Splits what a terminal sent into one string per key: a code point, a control sequence (CSI, SS3), an escaped key (Alt), or
 * a whole bracketed paste. `rest` may be the start of a longer sequence: put it before the next input.
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

/** A run of text this long in one chunk is a paste from a terminal without bracketed paste: nobody types that fast. */
const pastedRun = 64;
const pastedLetters = 8;

/** Joins the letters of such a paste, so that it costs one render in all. A held key stays many keys. */
export const joinPastedRuns = (keys: readonly string[]): readonly string[] => {
	if (keys.length < pastedRun) return keys;
	const joined: string[] = [];
	let from = 0;
	for (let at = 0; at <= keys.length; at += 1) {
		const key = keys[at];
		if (key !== undefined && isText(key)) continue;
		const run = keys.slice(from, at);
		const isPasted = run.length >= pastedRun && new Set(run).size >= pastedLetters;
		if (isPasted) joined.push(run.join(''));
		else for (const each of run) joined.push(each);
		if (key !== undefined) joined.push(key);
		from = at + 1;
	}
	return joined;
};

const isText = (key: string): boolean => key.charCodeAt(0) >= 0x20 && key !== '\u007F';

/** The length of the key that begins at `at`; 0 while it is incomplete. */
const keyLength = (text: string, at: number): number => {
	if (text[at] !== '\u001B') return codePointLength(text, at);
	if (text.startsWith(pasteStart, at)) {
		const end = text.indexOf(pasteEnd, at);
		return end === -1 ? 0 : end + pasteEnd.length - at;
	}
	const next = text[at + 1];
	if (next === undefined) return 0;
	if (next === '[') return csiLength(text, at);
	if (next === 'O') return ss3Length(text, at);
	if (next === '\u001B') return twiceEscapedLength(text, at);
	const escaped = codePointLength(text, at + 1);
	return escaped === 0 ? 0 : 1 + escaped;
};

/** Escape twice: Alt with a sequence, or Escape pressed two times. */
const twiceEscapedLength = (text: string, at: number): number => {
	const inner = text[at + 2];
	if (inner === undefined) return 0;
	if ((inner !== '[' && inner !== 'O') || text.startsWith(pasteStart, at + 1)) return 1;
	const length = keyLength(text, at + 1);
	// Escape, and then the mouse moved.
	if (isMouseReport(text.slice(at + 1, at + 1 + length))) return 1;
	return length === 0 ? 0 : 1 + length;
};

/** ECMA-48: parameters 0x30–0x3F, intermediates 0x20–0x2F, one final byte 0x40–0x7E; the Linux console has `ESC [ [ A`. */
const csiLength = (text: string, at: number): number => {
	let end = at + 2;
	// A mouse report of the oldest kind: a button and a position, a character each.
	if (text[end] === 'M') return text.length < at + 6 ? 0 : 6;
	if (text[end] === '[') end += 1;
	for (; end < text.length; end += 1) {
		const code = text.charCodeAt(end);
		if (code >= 0x40 && code <= 0x7e) return end + 1 - at;
		// rxvt ends shifted keys with `$`, an intermediate byte elsewhere: `ESC [ 5 $`.
		if (code === 0x24 && end === at + 3 && /[235678]/u.test(text[at + 2] ?? '')) return end + 1 - at;
		// Not a sequence after all: what came so far is a key of its own.
		if (code < 0x20 || code > 0x3f) return end - at;
	}
	return 0;
};

/** `ESC O A`; old terminals put modifiers between: `ESC O 5 A`. */
const ss3Length = (text: string, at: number): number => {
	for (let end = at + 2; end < text.length; end += 1) {
		const code = text.charCodeAt(end);
		if (code >= 0x40 && code <= 0x7e) return end + 1 - at;
		if (code !== 0x3b && (code < 0x30 || code > 0x39)) return end - at;
	}
	return 0;
};

/** By code units: V8's Maglev (Node 24.21) takes `codePointAt` of a pair for its first half once it has compiled this. */
const codePointLength = (text: string, at: number): number => {
	if (at >= text.length) return 0;
	const high = text.charCodeAt(at);
	if (high < 0xd8_00 || high > 0xdb_ff) return 1;
	// Half of a surrogate pair at the end of a chunk.
	if (at + 1 === text.length) return 0;
	const low = text.charCodeAt(at + 1);
	return low >= 0xdc_00 && low <= 0xdf_ff ? 2 : 1;
};

/** F1 as terminals send it: xterm, vt220, rxvt, the Linux console. */
const f1 = new Set(['\u001BOP', '\u001B[P', '\u001B[11~', '\u001B[[A']);

/**
 * One key in a form that Ink recognises at once. Ink holds back a possible start of a sequence for 20 ms and then joins the
 * next key to it, so keys that look unfinished are sent in the Kitty protocol, which has an end. Ink does not know function
 * keys: F1 becomes Alt+?, which keys.ts names `f1`. A line feed is Enter, typed before raw mode was on. An unfinished
 * sequence is not a key: ''.
 */
export const spellForInk = (key: string): string => {
	if (key === '\n') return '\r';
	if (key === '\u001B') return '\u001B[27u';
	if (key === '\u001B[') return '\u001B[91;3u';
	if (key === '\u001BO') return '\u001B[79;3u';
	if (f1.has(key)) return '\u001B?';
	return isCut(key) ? '' : key;
};

const isCut = (key: string): boolean =>
	/^\u001B\u001B?(?:\[|O)[\u0020-\u003F]*$/u.test(key) && !/^\u001B\[[235678]\$$/u.test(key);
