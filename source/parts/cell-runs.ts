import stringWidth from 'string-width';
import {neutralise} from '../model/text.ts';
import {fitText} from './fit.ts';
import {highlightPieces, type Ranges} from './highlight-pieces.ts';
import type {Meaning} from './tone-of.ts';

type Word = {readonly text: string; readonly meaning: Meaning};

type TextCell = {
	readonly text: string;
	readonly meaning?: Meaning;
	readonly ranges?: Ranges | undefined;
	/** A name: cut in the middle, so that names that differ only at the end do not look the same. */
	readonly isIdentity?: boolean;
};

/** The content of one column of a row: a text, or as many words as fit. */
export type Cell = TextCell | {readonly words: readonly Word[]};

/** A part of a row with one style. */
export type Run = {readonly text: string; readonly meaning: Meaning};

type Place = {readonly width: number; readonly isRight?: boolean | undefined; readonly more: string};

/** A cell as runs that fill its column exactly; widths in columns of the terminal. */
export const cellRuns = (cell: Cell, {width, isRight = false, more}: Place): readonly Run[] => {
	const shown = 'words' in cell ? wordRuns(cell.words, width, more) : textRuns(cell, width, more);
	const taken = shown.reduce((sum, run) => sum + stringWidth(run.text), 0);
	const blank: Run = {
		text: ' '.repeat(Math.max(0, width - taken)),
		meaning: shown.at(-1)?.meaning ?? 'plain',
	};
	return isRight ? [blank, ...shown] : [...shown, blank];
};

const textRuns = (
	{text, meaning = 'plain', ranges, isIdentity}: TextCell,
	width: number,
	more: string,
): readonly Run[] =>
	highlightPieces(text, ranges, {width, more, isIdentity}).map(piece => ({
		text: piece.text,
		meaning: piece.isMatch ? 'match' : meaning,
	}));

/** Room for `+12` behind the words, where not all of them fit. */
const countWidth = 4;

const wordRuns = (words: readonly Word[], width: number, more: string): readonly Run[] => {
	const shown: Run[] = [];
	let room = width;
	for (const [index, {text, meaning}] of words.entries()) {
		const isLast = index === words.length - 1;
		const word = fitText(neutralise(text), Math.max(1, width - (isLast ? 0 : countWidth)), more);
		room -= stringWidth(word) + (index === 0 ? 0 : 1);
		if (room < (isLast ? 0 : countWidth)) break;
		shown.push(...(index === 0 ? [] : [space]), {text: word, meaning});
	}
	const hidden = words.length - Math.ceil(shown.length / 2);
	if (hidden === 0) return shown;
	const count: Run = {text: `${shown.length === 0 ? '' : ' '}+${hidden}`, meaning: 'muted'};
	return width < count.text.length ? [] : [...shown, count];
};

const space: Run = {text: ' ', meaning: 'plain'};

/** Merges neighbours of the same style: each run has a cost in the terminal library. */
export const joinRuns = (runs: readonly Run[]): readonly Run[] => {
	const joined: {text: string; meaning: Meaning}[] = [];
	for (const {text, meaning} of runs) {
		const last = joined.at(-1);
		if (text === '') continue;
		// Blanks look the same in every meaning but a match, which is underlined.
		if (last !== undefined && (last.meaning === meaning || (text.trim() === '' && last.meaning !== 'match')))
			last.text += text;
		else joined.push({text, meaning});
	}
	return joined;
};
