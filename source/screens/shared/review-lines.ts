import {quote} from '../../model/shell.ts';
import {neutralise} from '../../model/text.ts';

export type ReviewLine = {
	readonly key: string;
	/** Before the text, in a column of its own; '' for a line that belongs to the label above. */
	readonly label?: string;
	readonly text: string;
	readonly tone: 'plain' | 'head' | 'muted' | 'warning';
	/** Stand one after the other as long as there is space, in place of the text. */
	readonly items?: readonly string[];
};

export type AddLine = (text: string | readonly string[], tone?: ReviewLine['tone'], label?: string) => void;

/** Collects the lines of a review; what is added may come from a worker. */
export const collectLines = (fill: (add: AddLine) => void): readonly ReviewLine[] => {
	const lines: ReviewLine[] = [];
	fill((text, tone = 'plain', label) => {
		const items = typeof text === 'string' ? undefined : text.map(neutralise);
		const line = neutralise(typeof text === 'string' ? text : text.join('  '));
		lines.push({
			key: `${lines.length} ${line}`,
			text: line,
			tone,
			...(label !== undefined && {label}),
			...(items !== undefined && {items}),
		});
	});
	return lines;
};

type Step = {readonly title: string; readonly argv: readonly string[]};

/** The titles of a plan's steps, numbered; `commandLines` has what the worker runs. */
export const addSteps = (add: AddLine, label: string, steps: readonly Step[]): void =>
	add(
		steps.map(({title}, index) => `${index + 1} ${title}`),
		'plain',
		label,
	);

/** Each step with its command, for the page behind `v`. */
export const commandLines = (steps: readonly Step[]): readonly ReviewLine[] =>
	collectLines(add => {
		for (const [index, step] of steps.entries()) {
			add(`${index + 1} ${step.title}`, 'head');
			add(`  ${quote(step.argv)}`, 'muted');
		}
	});
