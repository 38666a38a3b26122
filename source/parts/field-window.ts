import stringWidth from 'string-width';
import {neutralise} from '../model/text.ts';
import type {TextState} from './edit-text.ts';
import {graphemes} from './graphemes.ts';

/** The part of a text around its cursor that fits into `width` columns; the cursor is always visible. */
export const aroundCursor = (
	{text, cursor}: TextState,
	width: number,
): {readonly before: string; readonly at: string; readonly after: string} => {
	const all = graphemes(text).map(drawn);
	const at = all[cursor] ?? ' ';
	let room = width - stringWidth(at);
	let from = cursor;
	for (; from > 0; from -= 1) {
		const next = stringWidth(all[from - 1] ?? '');
		if (next > room) break;
		room -= next;
	}
	let to = Math.min(all.length, cursor + 1);
	for (; to < all.length; to += 1) {
		const next = stringWidth(all[to] ?? '');
		if (next > room) break;
		room -= next;
	}
	return {before: all.slice(from, cursor).join(''), at, after: all.slice(cursor + 1, to).join('')};
};

/** Zero-width and hostile characters are drawn as a dot, so that the cursor can be on them. */
const drawn = (grapheme: string): string => {
	const safe = neutralise(grapheme);
	return stringWidth(safe) === 0 ? '·' : safe;
};
