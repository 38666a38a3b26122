import {planSchedule, probeSchedule} from '../jobs/save-schedule.ts';
import {splitVariables} from '../model/environment.ts';
import {Failure} from '../model/failure.ts';
import {mayLaunch, requireAllowed} from '../model/policy.ts';
import {noScheduleDraft, type ScheduleDraft} from '../model/schedule.ts';
import {quote} from '../model/shell.ts';
import {neutralise} from '../model/text.ts';
import {clearDraft, clearTask} from './clear-option.ts';
import type {CommandDeps} from './command-deps.ts';
import {findImageToLaunch} from './find-image.ts';
import {findSchedule} from './find-schedule.ts';
import {addPruneSchedule, editPruneSchedule} from './prune-schedule.ts';
import {refuseForeign, type ScheduleFlags} from './schedule-flags.ts';
import {addSnapshotSchedule, editSnapshotSchedule} from './snapshot-schedule.ts';
import {storeSchedule} from './store-schedule.ts';

type Words = {readonly words: readonly string[]};

/** `ingot schedules add`: stores a schedule on the worker. */
export const addSchedule = async (
	deps: CommandDeps,
	wanted: string | undefined,
	flags: ScheduleFlags & Words,
): Promise<number> => {
	const other = addTask(deps, wanted, flags);
	if (other !== undefined) return other;
	if (wanted === undefined)
		throw new Failure('There is nothing to schedule.', {
			kind: 'usage',
			hint: 'Name an image to launch, a DevBox with --snapshot, or --prune.',
		});
	refuseForeign('launch', flags);
	const {account} = await deps.settings();
	requireAllowed(mayLaunch(account));
	const {remote, image} = await findImageToLaunch(deps, wanted, flags.worker);
	try {
		const look = await probeSchedule(remote, image, {user: account.user, signal: deps.signal});
		const draft = await toDraft(deps, {...noScheduleDraft, name: image.name}, flags);
		const planned = planSchedule(look, draft, {account, ...deps.requester});
		return await storeSchedule(deps, remote, {planned, known: look.known, flags});
	} finally {
		remote.close();
	}
};

/** Stores a schedule that does something else; undefined: it launches. */
const addTask = (
	deps: CommandDeps,
	wanted: string | undefined,
	flags: ScheduleFlags & Words,
): Promise<number> | undefined => {
	if (flags.prune) {
		refuseForeign('prune', flags);
		return addPruneSchedule(deps, wanted === undefined ? [] : [wanted, ...flags.words], flags);
	}
	if (flags.snapshot === undefined) return undefined;
	refuseForeign('snapshot', flags);
	if (wanted === undefined) return addSnapshotSchedule(deps, flags.snapshot, flags);
	throw new Failure('A schedule that creates images of a DevBox launches none.', {
		kind: 'usage',
		hint: `Omit ${neutralise(wanted)}: the images get the name of the schedule (--name).`,
	});
};

/** `ingot schedules edit`: omitted options keep their values. */
export const editSchedule = async (
	deps: CommandDeps,
	wanted: string,
	flags: ScheduleFlags & Words,
): Promise<number> => {
	const {account} = await deps.settings();
	const {remote, schedule} = await findSchedule(deps, wanted, flags.worker);
	try {
		const {task} = schedule;
		refuseForeign(task?.kind ?? 'launch', flags);
		if (task?.kind === 'snapshot') refuseWords(flags.words);
		if (task?.kind === 'snapshot')
			return await editSnapshotSchedule(deps, remote, {
				edited: schedule,
				task: clearTask(task, flags),
				flags,
			});
		if (task?.kind === 'prune')
			return await editPruneSchedule(deps, remote, {edited: schedule, task, names: flags.words, flags});
		const before = clearDraft(schedule.draft, flags);
		const reference = flags.image ?? schedule.reference;
		const {managed} = await remote.images({signal: deps.signal});
		const image = managed.find(
			each => each.reference === reference || `${each.name}:${each.tag}` === reference,
		);
		if (image === undefined)
			throw new Failure(`${remote.worker.name} has no golden image ${neutralise(reference)}.`, {
				kind: 'usage',
				hint: 'Choose one with --image; `ingot images` lists all images.',
			});
		const look = await probeSchedule(remote, image, {user: account.user, signal: deps.signal});
		const draft = await toDraft(deps, before, flags);
		const planned = planSchedule(look, draft, {account, ...deps.requester, edited: schedule});
		return await storeSchedule(deps, remote, {planned, known: look.known, flags});
	} finally {
		remote.close();
	}
};

/** @throws Failure (usage) for words, which name neither a command nor images of such a schedule */
const refuseWords = (words: readonly string[]): void => {
	if (words.length === 0) return;
	throw new Failure('A schedule that creates images of a DevBox runs no command.', {
		kind: 'usage',
		hint: `Omit ${neutralise(quote(words))}: the images get the name of the schedule (--name).`,
	});
};

const toDraft = async (
	deps: CommandDeps,
	before: ScheduleDraft,
	flags: ScheduleFlags & Words,
): Promise<ScheduleDraft> => {
	const fromFile = flags.envFile === undefined ? [] : splitVariables(await deps.readFile(flags.envFile));
	const environment = [...fromFile, ...(flags.env ?? [])];
	return {
		name: flags.name ?? before.name,
		cadence: flags.when ?? before.cadence,
		command: flags.words.length > 0 ? quote(flags.words) : before.command,
		environment: environment.length > 0 ? environment : before.environment,
		volumes: flags.volume ?? before.volumes,
		after: flags.after ?? before.after,
		limit: flags.limit ?? before.limit,
	};
};
