import {toReference} from '../model/reference.ts';
import type {SnapshotTask} from '../model/scheduled-task.ts';
import type {RunWords} from './run-words.ts';
import type {Plan} from './step.ts';

/**
 * The plan of a snapshot → that of each run of a schedule. What the client would decide now is compared with the time at which the
 * schedule was saved. @param snapshot its job, time and tag are words
 */
export const scheduledSnapshotPlan = (
	snapshot: Plan,
	{id, name, task, words}: {id: string; name: string; task: SnapshotTask; words: RunWords},
): Plan => ({
	...snapshot,
	steps: [
		{
			id: 'source',
			title: 'Check what the schedule was saved for',
			argv: [
				...['sh', './scheduled-snapshot.sh', 'source', task.devbox.id, task.devbox.name, name],
				toReference(name, words.tag),
				task.overwrite ? 'yes' : 'no',
				task.choices.ignoresSaved ? 'no' : 'yes',
			],
		},
		...snapshot.steps,
	],
	locks: [`schedule-${id}`, ...snapshot.locks],
	busy: 'Skipped: another job is using the DevBox, its image or this schedule',
});
