import {toCalendar} from '../model/cadence.ts';
import type {JobRequest} from '../model/job.ts';
import type {Schedule} from '../model/schedule.ts';
import {planScript} from './plan-script.ts';
import type {Plan, PlanFile} from './step.ts';

/**
 * The files of a schedule on its worker that no run gets as they are. The request has no id and time: each run gets its own.
 * A task has another version than a launch, because an older Ingot would take it for one.
 */
export const scheduleFiles = (
	{id, user, reference, draft, task, cron}: Schedule,
	{plan, request: {id: _, at: __, ...asked}}: {readonly plan: Plan; readonly request: JobRequest},
): readonly PlanFile[] => {
	const stored =
		task === undefined
			? {version: 1, id, user, reference, draft, cron}
			: {version: 2, id, user, name: draft.name, cadence: draft.cadence, task, cron};
	return [
		{name: 'schedule.json', text: `${JSON.stringify(stored)}\n`},
		{name: 'cron', text: `${cron}\n`},
		{
			name: 'calendar',
			text: toCalendar(cron)
				.map(each => `${each}\n`)
				.join(''),
		},
		{name: 'plan.sh', text: planScript(plan, asked.title)},
		{name: 'request.json', text: `${JSON.stringify(asked).slice(1)}\n`},
	];
};
