import {InvalidArgumentError, Option} from 'commander';
import {Failure} from '../model/failure.ts';
import type {ScheduleDraft} from '../model/schedule.ts';
import type {SnapshotTask} from '../model/scheduled-task.ts';
import {collectNames} from './collect.ts';
import {flagOf} from './refuse-idle.ts';
import type {ScheduleFlags} from './schedule-flags.ts';

const ofLaunch = ['env', 'volume', 'command'];
const ofSnapshot = ['capability', 'keep-env', 'drop-env', 'leave-out', 'overwrite'];
const all = [...ofLaunch, ...ofSnapshot];

/** `--clear env`: what an option that is omitted would leave as it is. */
export const clearOption = (): Option =>
	new Option('--clear <what>', `remove what was set before: ${all.join(', ')} (repeatable)`)
		.choices(all)
		.argParser((word: string, before?: readonly string[]) => {
			const words = collectNames(word);
			if (words.every(each => all.includes(each))) return collectNames(word, before);
			throw new InvalidArgumentError(`Allowed choices are ${all.join(', ')}.`);
		});

type Edit = ScheduleFlags & {readonly words: readonly string[]};

/** A launch without what is cleared. @throws Failure (usage) for what it has not, or what is also given anew */
export const clearDraft = (draft: ScheduleDraft, edit: Edit): ScheduleDraft => {
	const cleared = clearedBy(edit, ofLaunch, 'launches an image');
	return {
		...draft,
		...(cleared.has('env') && {environment: []}),
		...(cleared.has('volume') && {volumes: []}),
		...(cleared.has('command') && {command: ''}),
	};
};

/** The same of a scheduled snapshot. */
export const clearTask = (task: SnapshotTask, edit: Edit): SnapshotTask => {
	const cleared = clearedBy(edit, ofSnapshot, 'creates images of a DevBox');
	return {
		...task,
		...(cleared.has('overwrite') && {overwrite: false}),
		choices: {
			...task.choices,
			...(cleared.has('capability') && {capabilities: []}),
			...(cleared.has('keep-env') && {keepEnv: []}),
			...(cleared.has('drop-env') && {dropEnv: []}),
			...(cleared.has('leave-out') && {leaveOut: []}),
		},
	};
};

const clearedBy = (edit: Edit, known: readonly string[], does: string): ReadonlySet<string> => {
	const cleared = new Set(edit.clear);
	for (const word of cleared) {
		if (!known.includes(word))
			throw new Failure(`--clear ${word} means nothing to a schedule that ${does}.`, {
				kind: 'usage',
				hint: `It has ${known.join(', ')}.`,
			});
		const given = givenFor(word, edit);
		if (given !== undefined)
			throw new Failure(`--clear ${word} and ${given} do not fit together.`, {
				kind: 'usage',
				hint: `Omit --clear ${word}: what is given replaces what was set before.`,
			});
	}
	return cleared;
};

/** What gives it anew. */
const givenFor = (word: string, edit: Edit): string | undefined => {
	if (word === 'command') return edit.words.length > 0 ? 'a command' : undefined;
	if (word === 'env' && edit.envFile !== undefined) return '--env-file';
	const options = Object.entries(edit).filter(([, value]) => value !== undefined);
	return options.map(([name]) => flagOf(name)).find(flag => flag === `--${word}`);
};
