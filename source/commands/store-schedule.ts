import {listSchedules} from '../jobs/list-schedules.ts';
import {type PlannedSchedule, saveSchedule} from '../jobs/save-schedule.ts';
import {exitCodes} from '../model/failure.ts';
import type {Schedules} from '../model/schedule.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandDeps} from './command-deps.ts';
import {jsonLine} from './json-line.ts';
import {printSteps} from './run-job.ts';
import {taskRow} from './schedule-row.ts';
import {printNextRuns, warnOfSkew} from './schedules.ts';

/** Saves a planned schedule on its worker and says what triggers it; with `dryRun`, prints its plan. */
export const storeSchedule = async (
	deps: CommandDeps,
	remote: Remote,
	{
		planned,
		known,
		flags,
	}: {
		readonly planned: PlannedSchedule;
		readonly known: Schedules;
		readonly flags: {readonly dryRun?: boolean; readonly json?: boolean};
	},
): Promise<number> => {
	const {schedule, plan} = planned;
	const {id, cron, draft, worker} = schedule;
	warnOfSkew(deps, worker, known);
	printNextRuns(deps, cron, known);
	const row = {worker, name: draft.name, id, ...taskRow(schedule), cron, trigger: known.trigger ?? null};
	if (flags.dryRun) {
		if (flags.json) deps.out(jsonLine({...row, steps: plan.steps}));
		else printSteps(deps, plan.steps);
		return exitCodes.done;
	}
	deps.signal.throwIfAborted();
	await saveSchedule(remote, planned);
	// It is stored: a user who cancels now has to know.
	const {schedules} = await listSchedules(remote, {});
	const trigger = schedules.find(each => each.id === id)?.trigger ?? null;
	deps.out(
		flags.json
			? jsonLine({...row, trigger})
			: `${draft.name} is scheduled on ${worker} (${trigger === 'systemd' ? 'systemd timer' : trigger}).`,
	);
	return exitCodes.done;
};
