import {Failure} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import {mayChangeSchedule, requireAllowed} from '../model/policy.ts';
import type {Schedule} from '../model/schedule.ts';
import type {Remote} from '../remote/remote.ts';
import detach from '../worker/jobs/detach.sh';
import startRun from '../worker/schedules/start-run.sh';
import type {Requester} from './create-image.ts';
import {parseLine, requestSchema} from './job-schemas.ts';
import {controlSchedules} from './schedule-control.ts';

export type ScheduleChange = 'enable' | 'disable' | 'remove';

/** @throws Failure (refused) without permission, (usage) if it is gone, (conflict) while it runs */
export const changeSchedule = async (
	remote: Remote,
	schedule: Schedule,
	{change, account}: Pick<Requester, 'account'> & {change: ScheduleChange},
): Promise<void> => {
	check(schedule, account);
	await controlSchedules(remote, [change, schedule.id]);
};

const check = (schedule: Schedule, account: Requester['account']): void => {
	requireAllowed(mayChangeSchedule(account, schedule));
};

/** Starts a run now, in addition to the cadence, as an ordinary job. @returns its request, to follow it */
export const runSchedule = async (
	remote: Remote,
	schedule: Schedule,
	account: Requester['account'],
): Promise<JobRequest> => {
	check(schedule, account);
	const after = `${detach}\n${startRun}`;
	const stdout = await controlSchedules(remote, ['run', schedule.id], {after});
	const [line = ''] = stdout.split('\n');
	const {data} = requestSchema.safeParse(parseLine(line));
	if (data !== undefined) return {...data, worker: remote.worker.name};
	throw new Failure(`The run on ${remote.worker.name} was started, but its request cannot be read.`, {
		hint: '`ingot jobs` lists it.',
	});
};
