import {cadenceProblem, nextRuns, toCron} from './cadence.ts';
import {nameProblem} from './reference.ts';
import {parseAge, type Retention} from './retention.ts';
import type {Schedule} from './schedule.ts';
import {
	defaultTag,
	type KeepRules,
	type PruneTask,
	type ScheduledTask,
	type SnapshotTask,
	type TaskDraft,
} from './scheduled-task.ts';
import {expandTag, isFixedTag, tagPatternProblem} from './tag-pattern.ts';

/** The rules in numbers; undefined: everything is kept. Check with `taskProblems` first. */
export const retentionOf = ({keepLast, keepWithin}: KeepRules): Retention | undefined =>
	keepLast.trim() === '' && keepWithin.trim() === ''
		? undefined
		: {keepLast: Number(keepLast.trim() || 1), keepWithinMs: parseAge(keepWithin)};

/** The same of a deletion, for its names. */
export const pruneRetention = (task: PruneTask): Retention => ({
	...(retentionOf(task) ?? {keepLast: 1}),
	names: task.names.length === 0 ? undefined : task.names,
});

/** The fields of a task that can be wrong. */
export type TaskField = 'name' | 'cadence' | 'tag' | 'names' | 'keepLast' | 'keepWithin';

/** Validation errors by field; the same on screen and on the command line. @param edited the id of the edited schedule */
export const taskProblems = (
	{name, cadence, task}: TaskDraft,
	{schedules, now}: {readonly schedules: readonly Schedule[]; readonly now: number},
	edited?: string,
): {readonly [field in TaskField]?: string} => {
	const isTaken = schedules.some(each => each.id !== edited && each.draft.name === name);
	const when = cadenceProblem(cadence);
	const problems = {
		name: isTaken ? `The worker already has a schedule named ${name}.` : nameProblem(name),
		cadence: when,
		...(task.kind === 'snapshot' && {
			tag: tagPatternProblem(task.tag) ?? (when === undefined ? repetition(task, cadence, now) : undefined),
		}),
		...(task.kind === 'prune' && {
			names: task.names.map(untaggedProblem).find(each => each !== undefined),
		}),
		keepLast: lastProblem(task),
		keepWithin:
			task.keepWithin.trim() === '' || parseAge(task.keepWithin) !== undefined
				? undefined
				: 'Use 12h, 30d or 8w.',
	};
	return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));
};

/** With the host of a registry, whose port is no tag. */
const imageName = /^[a-z0-9][a-z0-9.-]*(?::\d+\/[a-z0-9])?[a-z0-9._/-]*$/u;

/** Why this is no name of an image without a tag. */
export const untaggedProblem = (name: string): string | undefined =>
	imageName.test(name) ? undefined : 'Use names of images without tags, such as api-nightly.';

const lastProblem = ({kind, keepLast, keepWithin}: ScheduledTask): string | undefined => {
	if (keepLast.trim() === '')
		return kind === 'prune' && keepWithin.trim() === ''
			? 'Enter how many images of a name to keep, or an age.'
			: undefined;
	return /^[1-9]\d{0,5}$/u.test(keepLast.trim())
		? undefined
		: 'Use 1 or more: the newest image always stays.';
};

/** Enough to see every minute, hour and day that a cadence skips. */
const runsAhead = 50;

/** Why two runs would give the same tag. */
const repetition = ({tag, overwrite}: SnapshotTask, cadence: string, now: number): string | undefined => {
	if (overwrite) return undefined;
	if (isFixedTag(tag)) return 'Every run would have this tag: add a date such as %Y-%m-%d, or overwrite.';
	// In UTC: an hour that comes twice in autumn is no reason to refuse a cadence.
	const times = nextRuns(toCron(cadence), {now, zone: 'UTC'}, runsAhead);
	const tags = times.map(each => expandTag(tag, each, 'UTC'));
	const twice = tags.find((each, index) => tags.indexOf(each) !== index);
	return twice === undefined
		? undefined
		: `Two runs would have the tag ${twice}: use ${defaultTag}, or overwrite.`;
};
