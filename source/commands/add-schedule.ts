import {listSchedules} from '../jobs/list-schedules.ts';
import {planSchedule, probeSchedule, saveSchedule} from '../jobs/save-schedule.ts';
import {splitVariables} from '../model/environment.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {mayLaunch, requireAllowed} from '../model/policy.ts';
import {noScheduleDraft, type ScheduleDraft} from '../model/schedule.ts';
import {quote} from '../model/shell.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandDeps} from './command-deps.ts';
import {findImage} from './find-image.ts';
import {findSchedule} from './find-schedule.ts';
import {jsonLine} from './json-line.ts';
import {printSteps} from './run-job.ts';
import {printNextRuns, warnOfSkew} from './schedules.ts';

export type ScheduleFlags = {
	readonly worker?: string;
	readonly name?: string;
	readonly when?: string;
	readonly env?: readonly string[];
	readonly envFile?: string;
	readonly volume?: readonly string[];
	readonly after?: 'stop' | 'remove';
	readonly limit?: string;
	readonly dryRun?: boolean;
	readonly json?: boolean;
};
type Words = {readonly words: readonly string[]};

/** `ingot schedules add`: stores a schedule on the worker. */
export const addSchedule = async (
	deps: CommandDeps,
	wanted: string,
	flags: ScheduleFlags & Words,
): Promise<number> => {
	const {account} = await deps.settings();
	requireAllowed(mayLaunch(account));
	const {remote, image} = await findImage(deps, wanted, flags.worker);
	try {
		const look = await probeSchedule(remote, image, {user: account.user, signal: deps.signal});
		const draft = await toDraft(deps, {...noScheduleDraft, name: image.name}, flags);
		return await save(deps, remote, {
			planned: planSchedule(look, draft, {account, ...deps.asker}),
			look,
			flags,
		});
	} finally {
		remote.close();
	}
};

/** `ingot schedules edit`: omitted options keep their values. */
export const editSchedule = async (
	deps: CommandDeps,
	wanted: string,
	flags: ScheduleFlags & Words & {image?: string},
): Promise<number> => {
	const {account} = await deps.settings();
	const {remote, schedule} = await findSchedule(deps, wanted, flags.worker);
	try {
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
		const draft = await toDraft(deps, schedule.draft, flags);
		const planned = planSchedule(look, draft, {account, ...deps.asker, edited: schedule});
		return await save(deps, remote, {planned, look, flags});
	} finally {
		remote.close();
	}
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

const save = async (
	deps: CommandDeps,
	remote: Remote,
	{
		planned,
		look,
		flags,
	}: {
		planned: ReturnType<typeof planSchedule>;
		look: Awaited<ReturnType<typeof probeSchedule>>;
		flags: ScheduleFlags;
	},
): Promise<number> => {
	const {schedule, plan} = planned;
	const {id, cron, draft, reference, worker} = schedule;
	warnOfSkew(deps, worker, look.known);
	printNextRuns(deps, cron, look.known);
	const row = {worker, name: draft.name, id, reference, cron, trigger: look.known.trigger ?? null};
	if (flags.dryRun) {
		if (flags.json) deps.out(jsonLine({...row, steps: plan.steps}));
		else printSteps(deps, plan.steps);
		return exitCodes.done;
	}
	await saveSchedule(remote, planned);
	const {schedules} = await listSchedules(remote, {signal: deps.signal});
	const trigger = schedules.find(each => each.id === id)?.trigger ?? null;
	deps.out(
		flags.json
			? jsonLine({...row, trigger})
			: `${draft.name} is scheduled on ${worker} (${trigger === 'systemd' ? 'systemd timer' : trigger}).`,
	);
	return exitCodes.done;
};
