import {neutralise} from '../model/text.ts';
import {fitText} from './fit.ts';
import {graphemes} from './graphemes.ts';

/** Pairs of first and last index (both included), as Fuse gives them. */
export type Ranges = readonly (readonly [number, number])[];

export type Piece = {readonly from: number; readonly text: string; readonly isMatch: boolean};

/** Text cut to a width, in pieces that are matched or not; a matched part of a character matches all of it. */
export const highlightPieces = (
	text: string,
	ranges: Ranges | undefined,
	{width, more}: {width: number; more: string},
): readonly Piece[] => {
	const safe = neutralise(text);
	const shown = fitText(safe, width, more);
	// The ranges belong to the text as it was given: once escapes are removed they no longer apply.
	if (ranges === undefined || ranges.length === 0 || safe.length !== text.length) return [whole(shown)];
	const kept = shown === safe ? safe.length : shown.length - more.length;
	const pieces: {from: number; text: string; isMatch: boolean}[] = [];
	let at = 0;
	for (const each of graphemes(shown)) {
		const end = at + each.length - 1;
		const isMatch = at < kept && ranges.some(([from, to]) => from <= end && to >= at);
		const last = pieces.at(-1);
		if (last?.isMatch === isMatch) last.text += each;
		else pieces.push({from: at, text: each, isMatch});
		at += each.length;
	}
	return pieces;
};

const whole = (text: string): Piece => ({from: 0, text, isMatch: false});
