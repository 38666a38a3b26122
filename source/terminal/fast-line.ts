// Replaces Ink's `line-update` in the bundle (build-ink-patch.ts). Ink leaves the equal beginning of a changed line and writes the
// rest, and splits both into graphemes for that. A row of three panels changes in the middle and is equal at its ends, so here
// only the cells that differ are written. test/terminal/fast-line.test.ts compares the two in a terminal.

import {memoize} from './fast-output.ts';
import narrowWidth from './narrow-width.cjs';
import {blankStyle, styleAfter, styleCodes} from './sgr-style.ts';

/** Bytes that turn `previous` into `next` on the cursor's line, wherever in it the cursor is. */
type LineUpdate = (previous: string, next: string, columns: number | undefined) => string;

/** A line as cells: its characters, each one column wide, and the id of each one's style. */
type Cells = {readonly text: string; readonly styles: readonly number[]};

type Run = {readonly from: number; readonly to: number};

/** Up to so many equal cells are written again: to skip them takes as many bytes. */
const maxRewritten = 6;
const plainStyle = 0;
const eraseRest = '\u001B[K';
const sgr = /\u001B\[([\d;]*)m/gu;

/** Ink's function for lines that hold wide characters or other sequences, ours for the rest. */
export const fastLine = (slow: LineUpdate): LineUpdate => {
	// Most lines were the `next` of an earlier frame.
	const cellsOf = memoize(toCells);
	return (previous, next, columns) => {
		const [before, after] = [cellsOf(previous), cellsOf(next)];
		if (before === null || after === null) return slow(previous, next, columns);
		const length = Math.max(before.text.length, after.text.length);
		if (columns === undefined || length > columns) return slow(previous, next, columns);
		return changedRuns(before, after)
			.map((run, index, runs) => moveTo(run.from, runs[index - 1]?.to) + draw(after, run))
			.join('');
	};
};

/** null where a character may be wider than a column, or a sequence is no style. */
const toCells = (line: string): Cells | null => {
	if (narrowWidth(line) === undefined) return null;
	let text = '';
	const styles: number[] = [];
	let style = plainStyle;
	let at = 0;
	const take = (part: string) => {
		for (const character of part) styles.push(character === ' ' ? blankStyle(style) : style);
		text += part;
	};
	for (const code of line.matchAll(sgr)) {
		take(line.slice(at, code.index));
		const after = styleAfter(style, code[1] ?? '');
		if (after === undefined) return null;
		style = after;
		at = code.index + code[0].length;
	}
	take(line.slice(at));
	return {text, styles};
};

/** The parts of a line to write, from the left; beyond its end a line is blank. */
const changedRuns = (before: Cells, after: Cells): readonly Run[] => {
	const runs: {from: number; to: number}[] = [];
	const length = Math.max(before.text.length, after.text.length);
	for (let at = 0; at < length; at += 1) {
		if (
			(before.text[at] ?? ' ') === (after.text[at] ?? ' ') &&
			(before.styles[at] ?? plainStyle) === (after.styles[at] ?? plainStyle)
		)
			continue;
		const last = runs.at(-1);
		if (last !== undefined && at - last.to <= maxRewritten) last.to = at + 1;
		else runs.push({from: at, to: at + 1});
	}
	return runs;
};

/** CR, CUF or CHA (ECMA-48), whichever is shortest. `at`: where the cursor is known to be. */
const moveTo = (column: number, at: number | undefined): string => {
	if (column === 0) return '\r';
	if (at !== undefined && column - at < 10) return `\u001B[${column - at}C`;
	return `\u001B[${column + 1}G`;
};

/** Writes a run with its styles, from and to the plain one. */
const draw = ({text, styles}: Cells, {from, to}: Run): string => {
	let written = '';
	let style = plainStyle;
	const change = (next: number) => {
		if (next !== style) written += styleCodes(style, next);
		style = next;
	};
	for (let at = from; at < Math.min(to, text.length); at += 1) {
		const next = styles[at] ?? plainStyle;
		// A blank in the style before it, if that does not show.
		if (text[at] !== ' ' || blankStyle(style) !== next) change(next);
		written += text[at];
	}
	change(plainStyle);
	return to > text.length ? written + eraseRest : written;
};
