import {graphemes} from './graphemes.ts';

/**
 * A text being edited; `cursor` counts graphemes before it. A suggestion is selected as a whole, as a browser does it: a letter
 * or a key that deletes takes its place, a key that moves keeps it.
 */
export type TextState = {readonly text: string; readonly cursor: number; readonly isSelected?: boolean};

/** A text with the cursor at its end. */
export const textState = (text: string): TextState => ({text, cursor: graphemes(text).length});

/** Keys that move the cursor, and where to. */
const moves: Readonly<Record<string, (all: readonly string[], at: number) => number>> = {
	left: (_, at) => at - 1,
	'ctrl+b': (_, at) => at - 1,
	right: (_, at) => at + 1,
	'ctrl+f': (_, at) => at + 1,
	home: () => 0,
	'ctrl+a': () => 0,
	end: all => all.length,
	'ctrl+e': all => all.length,
	'alt+b': (all, at) => wordStart(all, at),
	'alt+left': (all, at) => wordStart(all, at),
	'ctrl+left': (all, at) => wordStart(all, at),
	'alt+f': (all, at) => wordEnd(all, at),
	'alt+right': (all, at) => wordEnd(all, at),
	'ctrl+right': (all, at) => wordEnd(all, at),
};

/** Keys that delete, and what: from, to. */
const cuts: Readonly<Record<string, (all: readonly string[], at: number) => readonly [number, number]>> = {
	backspace: (_, at) => [at - 1, at],
	'ctrl+h': (_, at) => [at - 1, at],
	delete: (_, at) => [at, at + 1],
	'ctrl+d': (_, at) => [at, at + 1],
	'ctrl+u': (_, at) => [0, at],
	'ctrl+k': (all, at) => [at, all.length],
	'ctrl+w': (all, at) => [wordStart(all, at), at],
	'alt+backspace': (all, at) => [wordStart(all, at), at],
	'alt+d': (all, at) => [at, wordEnd(all, at)],
};

/** Applies a key to the text; undefined when the key does not edit. */
export const editText = (state: TextState, key: string): TextState | undefined => {
	const all = graphemes(state.text);
	const at = Math.min(state.cursor, all.length);
	const inside = (place: number) => Math.max(0, Math.min(all.length, place));
	const move = moves[key];
	const isToStart = state.isSelected && (key === 'left' || key === 'ctrl+b');
	if (move !== undefined) return {text: state.text, cursor: isToStart ? 0 : inside(move(all, at))};
	const cut = cuts[key];
	if (cut === undefined) return undefined;
	if (state.isSelected) return textState('');
	const [from, to] = cut(all, at);
	return {text: [...all.slice(0, inside(from)), ...all.slice(inside(to))].join(''), cursor: inside(from)};
};

/** Fields hold names and filters; the rest of a longer paste is dropped. */
const maxLength = 4096;

/** Inserts typed or pasted text at the cursor. */
export const insertText = (before: TextState, text: string): TextState => {
	const state = before.isSelected ? textState('') : before;
	const all = graphemes(state.text);
	const head = all.slice(0, state.cursor).join('') + text.slice(0, maxLength - state.text.length);
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
