import {quote} from '../../model/shell.ts';
import {neutralise} from '../../model/text.ts';

export type ReviewLine = {
	readonly key: string;
	readonly text: string;
	readonly tone: 'plain' | 'head' | 'muted' | 'warning';
};

export type AddLine = (text: string, tone?: ReviewLine['tone']) => void;

/** Collects the lines of a review; what is added may come from a worker. */
export const collectLines = (fill: (add: AddLine) => void): readonly ReviewLine[] => {
	const lines: ReviewLine[] = [];
	fill((text, tone = 'plain') => lines.push({key: `${lines.length} ${text}`, text: neutralise(text), tone}));
	return lines;
};

/** A heading, then each step with its command. */
export const addSteps = (
	add: AddLine,
	heading: string,
	steps: readonly {readonly title: string; readonly argv: readonly string[]}[],
): void => {
	add('');
	add(heading, 'head');
	for (const step of steps) {
		add(`  ${step.title}`);
		add(`    ${quote(step.argv)}`, 'muted');
	}
};
