import stringWidth from 'string-width';
import {neutralise} from '../model/text.ts';
import {fitText} from '../parts/fit.ts';
import type {CommandDeps, Run, StatusLine} from './command-deps.ts';

/** Draws the last line of one of several jobs; undefined removes it. */
type StatusOf = (name: string) => (line: StatusLine | undefined) => void;

/**
 * What a command prints of one of several things, with its name before each line.
 * @param isRaw whether stdout is for machines, and stays as it is · @param statusOf the part of the last line that is its own
 */
export const namedOutput = (
	deps: CommandDeps,
	name: string,
	{isRaw, statusOf}: {readonly isRaw: boolean; readonly statusOf: StatusOf | undefined},
): CommandDeps => {
	const prefix = `${neutralise(name)}: `;
	const {display} = deps;
	return {
		...deps,
		err: line => deps.err(prefix + line),
		out: line => deps.out(isRaw ? line : prefix + line),
		...(display &&
			!isRaw && {
				display: {
					...display,
					show: line => display.show([{text: prefix, meaning: 'muted'}, ...line]),
					status: statusOf?.(name),
				},
			}),
	};
};

/** One last line for several: each gets the same part of it, in the order in which they began. */
export const sharedStatus = (status: (line: StatusLine | undefined) => void): StatusOf => {
	const lines = new Map<string, StatusLine>();
	const draw = () => status(lines.size === 0 ? undefined : columns => sideBySide([...lines], columns));
	return name => line => {
		if (line === undefined) lines.delete(name);
		else lines.set(name, line);
		draw();
	};
};

const sideBySide = (lines: readonly (readonly [string, StatusLine])[], columns: number): readonly Run[] => {
	const share = Math.floor(columns / lines.length);
	return lines.flatMap(([name, line], index) => {
		const label = `${fitText(neutralise(name), Math.max(1, Math.floor(share / 3)))} `;
		const runs = line(share - stringWidth(label));
		const width = runs.reduce((sum, {text}) => sum + stringWidth(text), stringWidth(label));
		// Each keeps its place; the last one fills nothing.
		const rest = index === lines.length - 1 ? '' : ' '.repeat(Math.max(0, share - width));
		return [{text: label, meaning: 'muted' as const}, ...runs, {text: rest}];
	});
};
