import {shortReference} from './reference.ts';
import type {SnapshotMethod} from './snapshot.ts';

/** Which images a schedule keeps, as typed; both empty: all. */
export type KeepRules = {
	/** A number: `7` */
	readonly keepLast: string;
	/** An age: `30d` */
	readonly keepWithin: string;
};

/** What was chosen for each image of a scheduled snapshot: words, and names of variables. */
export type SnapshotChoices = {
	/** Custom ones, in stored form. */
	readonly capabilities: readonly string[];
	readonly keepEnv: readonly string[];
	readonly dropEnv: readonly string[];
	readonly leaveOut: readonly string[];
	readonly method: SnapshotMethod | 'auto';
	readonly secrets: 'exclude' | 'fail' | 'keep' | 'skip';
	/** Whether saved patterns are set aside; otherwise a DevBox that has any is refused. */
	readonly ignoresSaved: boolean;
};

/** A golden image of one DevBox at each run. The schedule's name is that of the images. */
export type SnapshotTask = KeepRules & {
	readonly kind: 'snapshot';
	/** A DevBox that was created anew under this name is another one. */
	readonly devbox: {readonly id: string; readonly name: string};
	/** `%Y-%m-%d`; by the worker's clock when a run begins. */
	readonly tag: string;
	/** Replace an image that has the tag already. */
	readonly overwrite: boolean;
	readonly choices: SnapshotChoices;
};

/** The deletion of the owner's old images at each run. */
export type PruneTask = KeepRules & {
	readonly kind: 'prune';
	/** Names without tags; empty: all. */
	readonly names: readonly string[];
};

/** What a schedule does if it does not launch an image. */
export type ScheduledTask = SnapshotTask | PruneTask;

/** The fields of such a schedule, as typed. */
export type TaskDraft = {
	readonly name: string;
	readonly cadence: string;
	readonly task: ScheduledTask;
};

/** The tag of each run, unless the user sets another pattern: the minute of its start. */
export const defaultTag = '%Y-%m-%d-%H%M';

/** A scheduled snapshot with every choice at its default. */
export const noChoices: SnapshotChoices = {
	capabilities: [],
	keepEnv: [],
	dropEnv: [],
	leaveOut: [],
	method: 'auto',
	secrets: 'fail',
	ignoresSaved: false,
};

/** `the last 7 and those younger than 30d`; empty where everything is kept. */
export const keepText = ({keepLast, keepWithin}: KeepRules): string => {
	const last = keepLast.trim() === '' ? [] : [`the last ${keepLast.trim()}`];
	const within = keepWithin.trim() === '' ? [] : [`those younger than ${keepWithin.trim()}`];
	return [...last, ...within].join(' and ');
};

/** Which images the rules of a renamed schedule do not cover, in sentences; undefined: none. */
export const renamedText = (
	{name, task}: {readonly name: string; readonly task: KeepRules},
	before: {readonly draft: {readonly name: string}; readonly worker: string} | undefined,
): string | undefined => {
	if (before === undefined || before.draft.name === name || keepText(task) === '') return undefined;
	const former = before.draft.name;
	return `Images that are named ${former} all stay: the rules apply to ${name}. Delete old ones with \`ingot images prune --keep-last 1 --name ${former} -w ${before.worker}\`.`;
};

/** What a schedule does, in a few words: `snapshot api`. */
export const taskText = ({
	task,
	reference,
}: {
	readonly task?: ScheduledTask | undefined;
	readonly reference: string;
}): string => {
	if (task === undefined) return `launch ${shortReference(reference)}`;
	if (task.kind === 'snapshot') return `snapshot ${task.devbox.name}`;
	return task.names.length === 0 ? 'prune all images' : `prune ${task.names.join(', ')}`;
};
