import {type Clock, cadenceProblem, nextRuns, toCron} from './cadence.ts';
import {commandProblem} from './command-line.ts';
import type {Os} from './devbox.ts';
import {variableProblem} from './environment.ts';
import {type GoldenDisk, goldenProblems} from './golden-disk.ts';
import type {JobEvent, JobId, Outcome} from './job.ts';
import {devboxNameProblem} from './launch.ts';
import type {ScheduledTask} from './scheduled-task.ts';
import {volumeProblem} from './volume.ts';

/** What happens to the DevBox when its command has ended. */
export type After = 'stop' | 'remove';
/** What triggers runs on a worker. */
type Trigger = 'systemd' | 'cron';

/** The fields of a schedule, as typed. */
export type ScheduleDraft = {
	/** Also the DevBox's. */
	readonly name: string;
	/** `daily`, or five cron fields. */
	readonly cadence: string;
	/** The command in the DevBox, in shell syntax; for Windows it runs in the container around the VM and is optional. */
	readonly command: string;
	/** `NAME=value` */
	readonly environment: readonly string[];
	/** `data:/data` */
	readonly volumes: readonly string[];
	readonly after: After;
	/** Time limit, as typed: `90m`, `2h`. */
	readonly limit: string;
};

/** A schedule as stored on its worker. Each run resolves the image reference, so a newer image is used. */
export type Schedule = {
	readonly id: string;
	/** Incremented by each edit, so that concurrent edits do not overwrite each other. */
	readonly revision: number;
	readonly worker: string;
	/** The owner of its runs. */
	readonly user: string;
	/** The image that it launches; empty if it does something else. */
	readonly reference: string;
	/** Of a task, only name and cadence. */
	readonly draft: ScheduleDraft;
	/** What it does if it does not launch an image. */
	readonly task?: ScheduledTask | undefined;
	/** Five fields of numbers. */
	readonly cron: string;
	readonly isEnabled: boolean;
	readonly trigger: Trigger | undefined;
	/** Why it will not run although it is enabled, or did not start. */
	readonly problem: string | undefined;
	readonly lastRun: ScheduledRun | undefined;
	/** The last image that a snapshot has made, by reference; it may be gone since. */
	readonly lastImage?: string | undefined;
};

export type ScheduledRun = {
	readonly job: JobId;
	/** Epoch ms of the worker's clock. */
	readonly at: number;
	/** undefined while it runs. */
	readonly outcome: Outcome | undefined;
	readonly isAlive: boolean;
	/** Its last event. */
	readonly said: JobEvent | undefined;
};

/** The schedules of one worker, and the clock and trigger that run them. */
export type Schedules = {
	readonly schedules: readonly Schedule[];
	/** The trigger for a new schedule; undefined if the worker has none. */
	readonly trigger: Trigger | undefined;
	/** How far the worker's clock is ahead of this machine's, ms. */
	readonly skewMs: number;
	/** The worker's time zone by name, or minutes east of UTC. */
	readonly zone: string | number;
};

/** A larger difference between the clocks is reported. */
export const maxSkewMs = 30_000;

/** The clock of a worker, from its difference to ours. @param now our time, epoch ms */
export const clockOf = ({skewMs, zone}: Pick<Schedules, 'skewMs' | 'zone'>, now: number): Clock => ({
	now: now + skewMs,
	zone,
});

/** The next run by the worker's clock; undefined while disabled. */
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

/** `90m`, `2h`, `1d` → seconds; undefined if invalid. */
export const parseLimit = (typed: string): number | undefined => {
	const found = /^([1-9]\d{0,4})\s*([mhd])$/iu.exec(typed.trim());
	return found === null ? undefined : Number(found[1]) * (units[(found[2] ?? '').toLowerCase()] ?? 1);
};

const limitProblem = (typed: string): string | undefined => {
	const seconds = parseLimit(typed);
	if (seconds === undefined) return 'Use 90m, 2h or 1d.';
	return seconds > 7 * 86_400 ? 'A run can take at most 7 days.' : undefined;
};

/** What the validation of a schedule needs to know of its worker and image. */
export type ScheduleContext = {
	readonly schedules: readonly Schedule[];
	/** Names of its containers. */
	readonly names: readonly string[];
	/** The image's system. Windows needs no command: it runs until it shuts down, or for the time limit. */
	readonly os?: Os;
	/** The disk of Windows in it. */
	readonly golden?: GoldenDisk | undefined;
};

/** Validation errors of a draft, by field; the same on screen and on the command line. @param edited its id */
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
export const cronOf = (draft: Pick<ScheduleDraft, 'cadence'>): string => toCron(draft.cadence);
