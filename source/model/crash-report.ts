import {scrub} from './scrub.ts';
import {neutralise} from './text.ts';

/** Where Ingot crashed, without any user content. */
export type CrashPlace = {
	/** The names of the open screens, the last one shown; empty for a command. */
	readonly screens: readonly string[];
	readonly size: {readonly columns: number; readonly rows: number} | undefined;
	/** The types of the last events, oldest first. */
	readonly events: readonly string[];
};

export type CrashFacts = CrashPlace & {
	readonly version: string;
	/** Node, system and processor. */
	readonly platform: string;
	readonly at: Date;
	readonly home: string;
	/** Values to hide, whatever they look like. */
	readonly secrets: readonly string[];
};

const maxCauses = 5;
const maxLines = 60;
const maxLetters = 500;

/** The text of a crash report: no environment, no arguments, no log, no values, and nothing that looks like a secret. */
export const crashReport = (thrown: unknown, facts: CrashFacts): string => {
	const {size} = facts;
	const errors = causes(thrown).map((each, index) => (index === 0 ? '' : 'Caused by: ') + describe(each));
	const lines = [
		`Ingot ${facts.version} crashed at ${facts.at.toISOString()}`,
		facts.platform,
		size === undefined ? 'No screen' : `Terminal ${size.columns}×${size.rows}`,
		`Screens: ${facts.screens.join(' › ') || 'none'}`,
		'',
		scrub(errors.join('\n'), facts),
		'',
		'Events, oldest first:',
		...(facts.events.length === 0 ? ['none'] : countRuns(facts.events)),
		'',
	];
	return lines.flatMap(text => text.split('\n').map(neutralise)).join('\n');
};

/** One line of what happened, for the terminal. */
export const crashLine = (thrown: unknown, facts: Pick<CrashFacts, 'version' | 'home' | 'secrets'>): string =>
	neutralise(
		`This is a bug in ingot ${facts.version}: ${scrub(describe(thrown), facts).split('\n', 1)[0] ?? ''}`,
	);

const causes = (thrown: unknown): readonly unknown[] => {
	const chain: unknown[] = [];
	for (let each = thrown; chain.length < maxCauses && !chain.includes(each); each = each.cause) {
		chain.push(each);
		if (!(each instanceof Error) || each.cause === undefined) break;
	}
	return chain;
};

const describe = (thrown: unknown): string => {
	const text =
		thrown instanceof Error ? (thrown.stack ?? `${thrown.name}: ${thrown.message}`) : asText(thrown);
	return text
		.split('\n')
		.slice(0, maxLines)
		.map(line => line.slice(0, maxLetters))
		.join('\n');
};

/** For an object that is not an Error only its type: its fields may contain secrets. */
const asText = (thrown: unknown): string =>
	typeof thrown === 'object' && thrown !== null
		? `a value that is not an Error was thrown: ${thrown.constructor?.name ?? 'an object'}`
		: String(thrown);

/** `job-event`, 40 times in a row → `job-event ×40`. */
const countRuns = (types: readonly string[]): readonly string[] => {
	const runs: {type: string; count: number}[] = [];
	for (const type of types) {
		const last = runs.at(-1);
		if (last?.type === type) last.count += 1;
		else runs.push({type, count: 1});
	}
	return runs.map(({type, count}) => (count === 1 ? type : `${type} ×${count}`));
};
