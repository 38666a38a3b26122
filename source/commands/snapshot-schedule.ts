import {probeDevbox} from '../jobs/create-image.ts';
import {listSchedules} from '../jobs/list-schedules.ts';
import {planScheduledSnapshot, refuseUnschedulable} from '../jobs/scheduled-snapshot.ts';
import {toCustomCapability} from '../model/capability.ts';
import {Failure} from '../model/failure.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import type {Schedule} from '../model/schedule.ts';
import {
	defaultTag,
	noChoices,
	renamedText,
	type SnapshotChoices,
	type SnapshotTask,
} from '../model/scheduled-task.ts';
import {withSecrets} from '../model/secret-finding.ts';
import type {Draft, SnapshotSource} from '../model/snapshot.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import {askToStop} from './ask-to-stop.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {findSource} from './find-source.ts';
import {leaveOut, leftOutLines} from './leave-out.ts';
import {requireWorker, type ScheduleFlags} from './schedule-flags.ts';
import {reportSecrets, type Searched, searchSecrets} from './secrets-option.ts';
import {storeSchedule} from './store-schedule.ts';
import {decideVariables} from './variable-options.ts';

type Wanted = {
	/** Undefined: based on the DevBox's. */
	readonly name: string | undefined;
	readonly cadence: string;
	readonly from: string;
	readonly edited?: Schedule | undefined;
	readonly before?: SnapshotTask | undefined;
};

/** `ingot schedules add --snapshot`: stores a schedule that creates an image of a DevBox at each run. */
export const addSnapshotSchedule = async (
	deps: CommandDeps,
	from: string,
	flags: ScheduleFlags,
): Promise<number> => {
	const settings = await deps.settings();
	requireAllowed(mayCreateImage(settings.account));
	const remote = await deps.connect(findWorker(settings, requireWorker(flags)));
	try {
		const wanted = {
			name: flags.name,
			cadence: flags.when ?? 'daily',
			from,
		};
		return await store(deps, remote, {wanted, flags});
	} finally {
		remote.close();
	}
};

/** `ingot schedules edit` of such a schedule; omitted options keep their values, and the DevBox is looked at again. */
export const editSnapshotSchedule = (
	deps: CommandDeps,
	remote: Remote,
	{edited, task, flags}: {edited: Schedule; task: SnapshotTask; flags: ScheduleFlags},
): Promise<number> => {
	const wanted = {
		name: flags.name ?? edited.draft.name,
		cadence: flags.when ?? edited.draft.cadence,
		from: flags.snapshot ?? task.devbox.id,
		edited,
		before: task,
	};
	return store(deps, remote, {wanted, flags});
};

const store = async (
	deps: CommandDeps,
	remote: Remote,
	{wanted: {before, from, edited, name, cadence}, flags}: {wanted: Wanted; flags: ScheduleFlags},
): Promise<number> => {
	const {account} = await deps.settings();
	const {signal} = deps;
	const [devbox, known] = await Promise.all([
		findSource(deps, remote, {from}).catch(thrown => explain(thrown, {from, before, remote})),
		listSchedules(remote, {signal}),
	]);
	const source = await probeDevbox(remote, devbox, {signal});
	const wished = choicesOf(flags, before?.choices);
	await refuseUnschedulable(remote, source, {ignoresSaved: wished.ignoresSaved, signal});
	const {draft, leftOut} = await leaveOut(deps, remote, {
		source,
		draft: draftOf(source, wished),
		// Patterns are refused before.
		options: {leaveOut: wished.leaveOut, savedExcludes: false},
	});
	for (const line of leftOutLines(leftOut)) deps.err(line);
	const options = {...flags, secrets: flags.secrets ?? before?.choices.secrets};
	const named = {name: name ?? `${source.devbox.name.toLowerCase()}-snapshot`};
	const toPlan = (image: Draft, secrets: SnapshotChoices['secrets']) =>
		planScheduledSnapshot(
			{source, known},
			{...named, cadence, image, task: taskOf({source, flags, before, choices: {...wished, secrets}})},
			{account, ...deps.requester, edited},
		);
	// Refuses what is wrong before a search.
	const first = toPlan(draft, 'skip');
	const search = await searchSecrets(deps, remote, {source, draft, options});
	const planned =
		search === undefined
			? first
			: toPlan(
					{...withSecrets(draft, search.secrets), searched: search.searched},
					options.secrets ?? decidedBy(search),
				);
	const renamed = renamedText(
		{name: planned.schedule.draft.name, task: taskOf({source, flags, before, choices: wished})},
		edited,
	);
	if (renamed !== undefined) deps.err(neutralise(renamed));
	reportSecrets(deps, {planned: planned.snapshot, secrets: search?.secrets}, options);
	if (!flags.dryRun && !flags.yes && !flags.json) await askToStop(deps, planned.snapshot);
	return await storeSchedule(deps, remote, {planned, known, flags});
};

/** An id says nothing to people. */
const explain = (
	thrown: unknown,
	{from, before, remote}: Pick<Wanted, 'from' | 'before'> & {readonly remote: Remote},
): never => {
	if (from !== before?.devbox.id || !(thrown instanceof Failure) || thrown.kind !== 'usage') throw thrown;
	const name = neutralise(before.devbox.name);
	throw new Failure(`The DevBox ${name} of this schedule is gone from ${remote.worker.name}.`, {
		kind: 'usage',
		hint: `Choose another one, or a new one of that name, with --snapshot.`,
	});
};

const taskOf = ({
	source: {devbox},
	flags,
	before,
	choices,
}: {
	readonly source: SnapshotSource;
	readonly flags: ScheduleFlags;
	readonly before: SnapshotTask | undefined;
	readonly choices: SnapshotChoices;
}): SnapshotTask => ({
	kind: 'snapshot',
	devbox: {id: devbox.id, name: devbox.name},
	tag: flags.tag ?? before?.tag ?? defaultTag,
	overwrite: flags.overwrite ?? before?.overwrite ?? false,
	keepLast: flags.keepLast ?? before?.keepLast ?? '',
	keepWithin: flags.keepWithin ?? before?.keepWithin ?? '',
	choices,
});

const choicesOf = (flags: ScheduleFlags, before: SnapshotChoices = noChoices): SnapshotChoices => ({
	capabilities: flags.capability?.map(toCustomCapability) ?? before.capabilities,
	keepEnv: flags.keepEnv ?? before.keepEnv,
	dropEnv: flags.dropEnv ?? before.dropEnv,
	leaveOut: flags.leaveOut ?? before.leaveOut,
	method: flags.method ?? before.method,
	secrets: before.secrets,
	ignoresSaved: flags.savedExcludes === false || before.ignoresSaved,
});

const draftOf = (source: SnapshotSource, choices: SnapshotChoices): Draft => ({
	// The plan has the schedule's.
	...{name: '', tag: '', overwrite: false},
	capabilities: choices.capabilities,
	method: choices.method,
	variables: decideVariables(source, choices),
});

/** What was answered at the terminal holds for the next edit, too. */
const decidedBy = (search: Searched | undefined): SnapshotChoices['secrets'] => {
	const decisions = search?.secrets.map(({decision}) => decision) ?? [];
	if (decisions.includes('keep')) return 'keep';
	return decisions.some(each => each === 'remove' || each === 'blank') ? 'exclude' : 'fail';
};
