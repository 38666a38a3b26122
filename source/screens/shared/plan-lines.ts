import stringWidth from 'string-width';
import {neutralise} from '../../model/text.ts';
import {dialogWidth} from '../../parts/dialog.tsx';
import {fitText} from '../../parts/fit.ts';
import {fitMiddle} from '../../parts/fit-middle.ts';
import type {Size} from '../../parts/use-window-size.ts';

/** One row of a plan for several: its name, and what happens to it or why nothing does. */
export type PlanLine = {readonly name: string; readonly text: string};

/** Lines that a question needs besides those of its plan: border, title, general words, field, keys. */
const around = 13;
const minLines = 2;
/** Columns of the mark before each line. */
const markWidth = 2;

/**
 * The plan for several rows as lines of a question, those that are skipped last. What does not fit is counted, so that both
 * kinds are always seen; of a long name the middle goes, so that the reason stays. @param size of the screen's body; `word` is what happens to
 * the second ones
 */
export const planLines = (
	acts: readonly PlanLine[],
	skipped: readonly PlanLine[],
	{width, height, word = 'skipped'}: Size & {readonly word?: string},
): readonly string[] => {
	const max = Math.max(minLines, height - around);
	return cutLines(acts, skipped, {width: dialogWidth(width) - markWidth, max, word});
};

/** The same for so many columns and lines. */
export const cutLines = (
	acts: readonly PlanLine[],
	skipped: readonly PlanLine[],
	{width, max, word}: {readonly width: number; readonly max: number; readonly word: string},
): readonly string[] => {
	const maxActs = Math.max(Math.ceil(max / 2), max - skipped.length);
	const shown = Math.max(1, Math.min(acts.length, maxActs));
	const fit = (line: PlanLine) => lineOf(line, width);
	const skips = skipped.map(({name, text}) => ({name, text: `${word}, ${text}`}));
	return [
		...cut(acts, shown, 'more').map(fit),
		...cut(skips, Math.max(1, max - shown), `more ${word}`).map(fit),
	];
};

const cut = (lines: readonly PlanLine[], max: number, word: string): readonly PlanLine[] =>
	lines.length <= max ? lines : [...lines.slice(0, max), {name: '', text: `${lines.length - max} ${word}`}];

const lineOf = ({name, text}: PlanLine, width: number): string => {
	const end = neutralise(name === '' ? text : `: ${text}`);
	const short = fitMiddle(neutralise(name), Math.max(Math.floor(width / 3), width - stringWidth(end)));
	return fitText(`${short}${end}`, width);
};
