import {neutralise} from '../model/text.ts';
import {fitText} from './fit.ts';
import {fitMiddle} from './fit-middle.ts';
import {graphemes} from './graphemes.ts';

/** Pairs of first and last index (both included), as Fuse gives them. */
export type Ranges = readonly (readonly [number, number])[];

export type Piece = {readonly from: number; readonly text: string; readonly isMatch: boolean};

/** Text cut to a width, in pieces that are matched or not; a matched part of a character matches all of it. */
export const highlightPieces = (
	text: string,
	ranges: Ranges | undefined,
	{width, more, isIdentity = false}: {width: number; more: string; isIdentity?: boolean | undefined},
): readonly Piece[] => {
	const safe = neutralise(text);
	const shown = (isIdentity ? fitMiddle : fitText)(safe, width, more);
	// The ranges belong to the text as it was given: once escapes are removed they no longer apply.
	if (ranges === undefined || ranges.length === 0 || safe.length !== text.length) return [whole(shown)];
	const isMatched = matcher(ranges, safe, {shown, more});
	const pieces: {from: number; text: string; isMatch: boolean}[] = [];
	let at = 0;
	for (const each of graphemes(shown)) {
		const isMatch = isMatched(at, at + each.length - 1);
		const last = pieces.at(-1);
		if (last?.isMatch === isMatch) last.text += each;
		else pieces.push({from: at, text: each, isMatch});
		at += each.length;
	}
	return pieces;
};

/** Whether a part of the text as it is shown was matched; the sign for what was cut never is. */
const matcher = (ranges: Ranges, safe: string, {shown, more}: {shown: string; more: string}) => {
	let head = 0;
	while (head < shown.length && shown[head] === safe[head]) head += 1;
	const moved = safe.length - shown.length;
	return (first: number, last: number): boolean => {
		if (shown !== safe && first >= head && first < head + more.length) return false;
		const by = first < head ? 0 : moved;
		return ranges.some(([from, to]) => from <= last + by && to >= first + by);
	};
};

const whole = (text: string): Piece => ({from: 0, text, isMatch: false});
