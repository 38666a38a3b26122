import {scrub} from './scrub.ts';
import {neutralise} from './text.ts';

export type StrayFacts = {
	/** A warning of Node's, or the stream that something was written to. */
	readonly kind: 'warning' | 'stdout' | 'stderr';
	readonly at: Date;
	readonly pid: number;
	readonly home: string;
	/** What must not be seen, whatever it looks like. */
	readonly secrets: readonly string[];
};

const maxLetters = 32_000;
const maxLines = 40;
const maxLineLetters = 500;

/** A text that was kept off the terminal as an entry of the log: a line with time and kind, the text indented below. */
export const strayEntry = (text: string, facts: StrayFacts): string => {
	const lines = scrub(text.slice(0, maxLetters), facts)
		.split('\n')
		.map(line => neutralise(line).slice(0, maxLineLetters).trimEnd())
		.filter(line => line !== '');
	const left = lines.length - maxLines;
	return [
		`${facts.at.toISOString()} ${facts.pid} ${facts.kind}`,
		...lines.slice(0, maxLines).map(line => `  ${line}`),
		...(left > 0 ? [`  … ${left} more lines`] : []),
		'',
	].join('\n');
};
