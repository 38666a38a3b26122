import {counted} from './counted.ts';
import {scrub} from './scrub.ts';
import {neutralise} from './text.ts';

export type StrayFacts = {
	/** A Node warning, or the stream that something was written to. */
	readonly kind: 'warning' | 'stdout' | 'stderr';
	readonly at: Date;
	readonly pid: number;
	readonly home: string;
	/** Values to hide, whatever they look like. */
	readonly secrets: readonly string[];
};

const maxLetters = 32_000;
const maxLines = 40;
const maxLineLetters = 500;

/** A log entry for text that was kept off the terminal: a line with time and kind, and the indented text. */
export const strayEntry = (text: string, facts: StrayFacts): string => {
	const lines = scrub(text.slice(0, maxLetters), facts)
		.split('\n')
		.map(line => neutralise(line).slice(0, maxLineLetters).trimEnd())
		.filter(line => line !== '');
	const left = lines.length - maxLines;
	return [
		`${facts.at.toISOString()} ${facts.pid} ${facts.kind}`,
		...lines.slice(0, maxLines).map(line => `  ${line}`),
		...(left > 0 ? [`  … ${counted(left, 'more line')}`] : []),
		'',
	].join('\n');
};
