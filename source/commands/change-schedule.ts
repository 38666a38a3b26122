import {changeSchedule, runSchedule, type ScheduleChange} from '../jobs/change-schedule.ts';
import {exitCodes} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import type {CommandDeps} from './command-deps.ts';
import {findSchedule} from './find-schedule.ts';
import {jsonLine} from './json-line.ts';
import {followOrCancel} from './run-job.ts';

type Flags = {readonly worker?: string; readonly detach?: boolean; readonly json?: boolean};

const outcomes = {
	enable: 'is enabled',
	disable: 'is disabled',
	remove: 'is deleted; the logs of its runs are kept',
} as const;

/** `ingot schedules enable|disable|rm` */
export const alterSchedule = async (
	deps: CommandDeps,
	wanted: string,
	{change, ...flags}: Flags & {change: ScheduleChange},
): Promise<number> => {
	const {account} = await deps.settings();
	const {remote, schedule} = await findSchedule(deps, wanted, flags.worker);
	try {
		await changeSchedule(remote, schedule, {change, account});
	} finally {
		remote.close();
	}
	const {worker, draft, id} = schedule;
	deps.out(
		flags.json
			? jsonLine({
					worker,
					name: draft.name,
					id,
					...(change !== 'remove' && {enabled: change === 'enable'}),
				})
			: `${neutralise(draft.name)} ${outcomes[change]}.`,
	);
	return exitCodes.done;
};

/** `ingot schedules run`: runs it now, in addition to its cadence, and follows the job. */
export const runNow = async (deps: CommandDeps, wanted: string, flags: Flags): Promise<number> => {
	const {account} = await deps.settings();
	const {remote, schedule} = await findSchedule(deps, wanted, flags.worker);
	try {
		const request = await runSchedule(remote, schedule, account);
		if (!flags.detach) return await followOrCancel(deps, remote, {request, json: flags.json ?? false});
		const {worker, id} = request;
		deps.out(flags.json ? jsonLine({worker, name: schedule.draft.name, id}) : id);
		return exitCodes.done;
	} finally {
		remote.close();
	}
};
