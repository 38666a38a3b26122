import {listSchedules} from '../jobs/list-schedules.ts';
import {planScheduledPrune} from '../jobs/scheduled-prune.ts';
import {Failure} from '../model/failure.ts';
import type {Schedule} from '../model/schedule.ts';
import type {PruneTask} from '../model/scheduled-task.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {requireWorker, type ScheduleFlags} from './schedule-flags.ts';
import {storeSchedule} from './store-schedule.ts';

/** `ingot schedules add --prune`: stores a schedule that deletes the user's old images. @param names without tags; none: all */
export const addPruneSchedule = async (
	deps: CommandDeps,
	names: readonly string[],
	flags: ScheduleFlags,
): Promise<number> => {
	const settings = await deps.settings();
	const remote = await deps.connect(findWorker(settings, requireWorker(flags)));
	try {
		const {keepLast = '', keepWithin = '', name = 'prune', when: cadence = 'daily'} = flags;
		return await store(deps, remote, {
			draft: {name, cadence, task: {kind: 'prune', names, keepLast, keepWithin}},
			flags,
		});
	} finally {
		remote.close();
	}
};

/** `ingot schedules edit` of such a schedule; what is omitted stays as it is. @param names instead of those from before */
export const editPruneSchedule = (
	deps: CommandDeps,
	remote: Remote,
	{
		edited,
		task,
		names,
		flags,
	}: {edited: Schedule; task: PruneTask; names: readonly string[]; flags: ScheduleFlags},
): Promise<number> => {
	if (flags.all && names.length > 0)
		throw new Failure(`--all and ${neutralise(names.join(', '))} do not fit together.`, {
			kind: 'usage',
			hint: 'Name the images, or use --all for those of every name.',
		});
	return store(deps, remote, {
		draft: {
			name: flags.name ?? edited.draft.name,
			cadence: flags.when ?? edited.draft.cadence,
			task: {
				kind: 'prune',
				names: flags.all || names.length > 0 ? names : task.names,
				keepLast: flags.keepLast ?? task.keepLast,
				keepWithin: flags.keepWithin ?? task.keepWithin,
			},
		},
		edited,
		flags,
	});
};

const store = async (
	deps: CommandDeps,
	remote: Remote,
	{
		draft,
		edited,
		flags,
	}: {
		readonly draft: Parameters<typeof planScheduledPrune>[1];
		readonly edited?: Schedule;
		readonly flags: ScheduleFlags;
	},
): Promise<number> => {
	const {account} = await deps.settings();
	const known = await listSchedules(remote, {signal: deps.signal});
	const planned = planScheduledPrune({worker: remote.worker, known}, draft, {
		account,
		...deps.requester,
		edited,
	});
	return await storeSchedule(deps, remote, {planned, known, flags});
};
