import type {KeepJobs} from '../model/worker.ts';

/** One command of a job, as data: what the confirm screen shows, what `--dry-run` prints and what the worker runs. */
export type Step = {
	/** `pause`; stable, in events. */
	readonly id: string;
	/** `Pause the DevBox` */
	readonly title: string;
	readonly argv: readonly string[];
	/** Undoes argv; harmless if argv did nothing or only a part. Runs on failure and cancel, last step first. */
	readonly undo?: readonly string[];
	/** The id of an earlier step whose undo is no longer needed once this step has succeeded. */
	readonly settles?: string;
};

/** A file in the job's folder, which is the steps' working directory: a script or its data. */
export type PlanFile = {readonly name: string; readonly text: string};

export type Plan = {
	readonly steps: readonly Step[];
	/** Locks held while the job runs, on the DevBox and the reference. */
	readonly locks: readonly string[];
	/** The text of success: `localhost/web:1 is ready.` */
	readonly done: string;
	/** The text before the holder's id if another job has a lock. */
	readonly busy?: string;
	/** How many such jobs may run on the worker at a time; others wait. Undefined: never waits. */
	readonly slots?: number;
	/** How long the worker keeps ended jobs; undefined: the runner's default. */
	readonly keep?: KeepJobs | undefined;
};
