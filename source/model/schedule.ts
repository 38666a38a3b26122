import {type Clock, cadenceProblem, nextRuns, toCron} from './cadence.ts';
import {commandProblem} from './command-line.ts';
import type {Os} from './devbox.ts';
import {variableProblem} from './environment.ts';
import {type GoldenDisk, goldenProblems} from './golden-disk.ts';
import type {JobEvent, JobId, Outcome} from './job.ts';
import {devboxNameProblem} from './launch.ts';
import {volumeProblem} from './volume.ts';

/** What becomes of the DevBox when its command has ended. */
export type After = 'stop' | 'remove';
/** What starts the runs on a worker. */
export type Trigger = 'systemd' | 'cron';

/** What is typed for a schedule. */
export type ScheduleDraft = {
	/** Also the DevBox's. */
	readonly name: string;
	/** `daily`, or five cron fields. */
	readonly cadence: string;
	/** What runs in the DevBox, words as in a shell; for Windows in the container around it, or nothing. */
	readonly command: string;
	/** `NAME=value` */
	readonly environment: readonly string[];
	/** `data:/data` */
	readonly volumes: readonly string[];
	readonly after: After;
	/** Time limit, as typed: `90m`, `2h`. */
	readonly limit: string;
};

/** A schedule as its worker keeps it. The image is taken by its reference in each run, so a newer one is used. */
export type Schedule = {
	readonly id: string;
	/** Counts the edits: two people editing one do not overwrite each other. */
	readonly revision: number;
	readonly worker: string;
	/** Whose its runs are. */
	readonly user: string;
	readonly reference: string;
	readonly draft: ScheduleDraft;
	/** Five fields of numbers. */
	readonly cron: string;
	readonly isEnabled: boolean;
	readonly trigger: Trigger | undefined;
	/** Why it will not run though it is enabled, or did not begin. */
	readonly problem: string | undefined;
	readonly lastRun: ScheduledRun | undefined;
};

export type ScheduledRun = {
	readonly job: JobId;
	/** Epoch ms of the worker's clock. */
	readonly at: number;
	/** undefined while it goes. */
	readonly outcome: Outcome | undefined;
	readonly isAlive: boolean;
	/** The last thing it said. */
	readonly said: JobEvent | undefined;
};

/** The schedules of one worker, and by what clock and means they run. */
export type Schedules = {
	readonly schedules: readonly Schedule[];
	/** What would start the runs of a new one; undefined where nothing can. */
	readonly trigger: Trigger | undefined;
	/** ms that the worker's clock is ahead of this machine's. */
	readonly skewMs: number;
	/** The worker's time zone by name, or minutes east of UTC. */
	readonly zone: string | number;
};

/** Clocks that are further apart than this are told. */
export const maxSkewMs = 30_000;

export const clockOf = ({skewMs, zone}: Pick<Schedules, 'skewMs' | 'zone'>, now: number): Clock => ({
	now: now + skewMs,
	zone,
});

/** When it runs next by the worker's clock; undefined while it is disabled. */
export const nextRun = (schedule: Schedule, clock: Clock): Date | undefined =>
	schedule.isEnabled ? nextRuns(schedule.cron, clock, 1)[0] : undefined;

export const noScheduleDraft: ScheduleDraft = {
	name: '',
	cadence: 'daily',
	command: '',
	environment: [],
	volumes: [],
	after: 'remove',
	limit: '60m',
};

const units: Readonly<Record<string, number>> = {m: 60, h: 3600, d: 86_400};

/** `90m`, `2h`, `1d` → seconds; undefined when it is none. */
export const parseLimit = (typed: string): number | undefined => {
	const found = /^([1-9]\d{0,4})\s*([mhd])$/iu.exec(typed.trim());
	return found === null ? undefined : Number(found[1]) * (units[(found[2] ?? '').toLowerCase()] ?? 1);
};

const limitProblem = (typed: string): string | undefined => {
	const seconds = parseLimit(typed);
	if (seconds === undefined) return 'Use 90m, 2h or 1d.';
	return seconds > 7 * 86_400 ? 'A run can take at most 7 days.' : undefined;
};

/** What a worker has that a schedule's name must keep clear of. */
export type ScheduleContext = {
	readonly schedules: readonly Schedule[];
	/** Names of its containers. */
	readonly names: readonly string[];
	/** Of its image. Windows may do without a command: then it runs until it shuts down, or for the time limit. */
	readonly os?: Os;
	/** The disk of Windows in it. */
	readonly golden?: GoldenDisk | undefined;
};

/** What is wrong with a draft, field by field; the same on the screen and on the command line. @param edited its id */
export const scheduleProblems = (
	draft: ScheduleDraft,
	{schedules, names, os, golden}: ScheduleContext,
	edited?: string,
): {readonly [field in keyof ScheduleDraft]?: string} => {
	const own = schedules.find(each => each.id === edited)?.draft.name;
	const others = schedules.filter(each => each.id !== edited).map(each => each.draft.name);
	const each = (
		list: readonly string[],
		problem: (text: string, before: readonly string[]) => string | undefined,
	) => list.map((text, index) => problem(text, list.slice(0, index))).find(found => found !== undefined);
	const ofDisk = goldenProblems(draft, golden);
	const problems = {
		name: others.includes(draft.name)
			? `The worker already has a schedule named ${draft.name}.`
			: devboxNameProblem(
					draft.name,
					names.filter(name => name !== own),
				),
		cadence: cadenceProblem(draft.cadence),
		command:
			draft.command.trim() === '' && os !== 'windows'
				? 'Enter the command to run in the DevBox.'
				: commandProblem(draft.command),
		environment: each(draft.environment, variableProblem) ?? ofDisk.environment,
		volumes: each(draft.volumes, volumeProblem) ?? ofDisk.volumes,
		limit: limitProblem(draft.limit),
	};
	return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));
};

/** The cron expression that a draft means. */
export const cronOf = (draft: ScheduleDraft): string => toCron(draft.cadence);
