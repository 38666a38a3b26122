import {toCron} from '../model/cadence.ts';
import {noScheduleDraft, type Schedule, type Schedules} from '../model/schedule.ts';
import type {TaskDraft} from '../model/scheduled-task.ts';

/** The schedule that a draft of a task means, before the worker has it. */
export const newSchedule = (
	{name, cadence, task}: TaskDraft,
	{
		edited,
		known,
		...of
	}: Pick<Schedule, 'id' | 'worker' | 'user'> & {
		readonly edited: Schedule | undefined;
		readonly known: Schedules;
	},
): Schedule => ({
	...of,
	user: edited?.user ?? of.user,
	revision: edited?.revision ?? 0,
	reference: '',
	draft: {...noScheduleDraft, name, cadence},
	task,
	cron: toCron(cadence),
	isEnabled: edited?.isEnabled ?? true,
	trigger: known.trigger,
	problem: undefined,
	lastRun: edited?.lastRun,
});
