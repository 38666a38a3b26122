import {useIsScreenReaderEnabled} from 'ink';
import {bodyHeight} from '../../parts/frame.tsx';
import {useWindowSize} from '../../parts/use-window-size.ts';
import {wrapLines} from '../../parts/wrap-lines.ts';
import {type JobLayout, jobLayout} from './job-layout.ts';
import type {StatusText} from './job-outcome.tsx';

/** A reason is read in full; a longer one would leave no space for the steps, and is in the log, too. */
const maxLines = 4;

/** The layout for so many steps and what is said below them, broken into the lines that the layout has space for. */
export const useJobLayout = (
	steps: number,
	status: readonly StatusText[],
): {readonly layout: JobLayout; readonly lines: readonly StatusText[]} => {
	const {columns, rows} = useWindowSize();
	const isSpoken = useIsScreenReaderEnabled();
	const body = {width: columns, height: bodyHeight(rows)};
	const layoutOf = (words: number) => jobLayout(body, {steps, words, isSpoken});
	const {width} = layoutOf(1).steps;
	const lines = status.flatMap(({text, tone}) =>
		wrapLines(text, width, maxLines).map(line => ({text: line, tone})),
	);
	return {layout: layoutOf(lines.length), lines};
};
