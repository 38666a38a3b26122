import type {KeepJobs} from '../model/worker.ts';

/** One command of a job, as data: what the confirm screen shows, what `--dry-run` prints and what the worker runs. */
export type Step = {
	/** `pause`; stable, in events. */
	readonly id: string;
	/** `Pause the DevBox` */
	readonly title: string;
	readonly argv: readonly string[];
	/** Takes back what argv did; harmless when that did nothing or only half. Run on failure and cancel, last step first. */
	readonly undo?: readonly string[];
	/** When this step ends well, the undo of that step has nothing left to take back. */
	readonly settles?: string;
};

/** A worker-side script that the steps call; it lies in the job's folder, which is the steps' working directory. */
export type PlanFile = {readonly name: string; readonly text: string};

export type Plan = {
	readonly steps: readonly Step[];
	/** Locks to hold: DevBox and reference, so that two jobs keep apart. */
	readonly locks: readonly string[];
	/** What is told when all went well: `localhost/web:1 is ready.` */
	readonly done: string;
	/** What is told, before the holder's id, when another job has a lock. */
	readonly busy?: string;
	/** How many such jobs of the worker may run at a time; the others wait for their turn. Without it, it waits for nobody. */
	readonly slots?: number;
	/** How long ended jobs stay in the worker's folder; the runner knows it where this is left out. */
	readonly keep?: KeepJobs | undefined;
};
