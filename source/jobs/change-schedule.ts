import {Failure} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import {mayChangeSchedule} from '../model/policy.ts';
import type {Schedule} from '../model/schedule.ts';
import {quote} from '../model/shell.ts';
import {detach} from '../plan/detach.ts';
import {jobsFolder} from '../plan/job-script.ts';
import type {Remote} from '../remote/remote.ts';
import type {Asker} from './create-image.ts';
import {parseLine, requestSchema} from './job-schemas.ts';
import {controlSchedules} from './schedule-control.ts';

export type ScheduleChange = 'enable' | 'disable' | 'remove';

/** @throws Failure (refused) for who may not, (usage) when it is gone, (conflict) when a run of it goes */
export const changeSchedule = async (
	remote: Remote,
	schedule: Schedule,
	{change, account}: Pick<Asker, 'account'> & {change: ScheduleChange},
): Promise<void> => {
	check(schedule, account);
	await controlSchedules(remote, [change, schedule.id]);
};

const check = (schedule: Schedule, account: Asker['account']): void => {
	const verdict = mayChangeSchedule(account, schedule);
	if (!verdict.allowed) throw new Failure(verdict.reason, {kind: 'refused', hint: verdict.hint});
};

/** A run now, beside its cadence: an ordinary job. @returns its request, to follow it */
export const runSchedule = async (
	remote: Remote,
	schedule: Schedule,
	account: Asker['account'],
): Promise<JobRequest> => {
	check(schedule, account);
	const id = (await controlSchedules(remote, ['run', schedule.id])).trim();
	const folder = `${jobsFolder}/${quote([id])}`;
	const {code, stdout, stderr} = await remote.run(
		`set -eu\numask 077\ncd ${folder}\nhead -n 1 request.json\n. ../../schedules/${quote([schedule.id])}/session.sh\n${detach}`,
	);
	const [line = ''] = stdout.split('\n');
	const {data} = requestSchema.safeParse(code === 0 ? parseLine(line) : undefined);
	if (data?.id === id) return {...data, worker: remote.worker.name};
	throw new Failure(
		`The run could not be started on ${remote.worker.name}: ${stderr.trim() || 'no reason given'}`,
		{
			hint: 'The home folder there must be writable and its disk not full.',
		},
	);
};
