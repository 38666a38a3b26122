import type {FailureKind} from './failure.ts';
import {endedStep, type JobStep} from './job-step.ts';
import {addProgress, type StepProgress, toSample} from './progress.ts';

export type JobId = string;
export type Outcome = 'done' | 'failed' | 'refused' | 'conflict' | 'cancelled' | 'interrupted';

/** One line of a job's events.ndjson. Unknown kinds are skipped, so that another version's job can be read. */
export type JobEvent = {
	/** 1, 2, 3, … without a hole: the line number in the file. */
	readonly seq: number;
	/** ISO 8601, the worker's clock. */
	readonly at: string;
	readonly job: JobId;
	/** The step's id, or '' for the job itself. */
	readonly step: string;
	readonly kind:
		| 'job-started'
		/** It waits for other jobs; the text says which. */
		| 'job-waiting'
		| 'step-started'
		| 'log'
		/** How far the step is, not a log line. */
		| 'progress'
		| 'step-ended'
		| 'step-failed'
		| 'cancel-requested'
		| 'undo-started'
		| 'undo-ended'
		| 'undo-failed'
		| 'job-ended';
	readonly text: string;
	/** On job-ended only. */
	readonly outcome?: Outcome;
};

/** A `run` is one run of a schedule; `delete` and `prune` are of images, `remove` and `rollback` of a DevBox. */
export const jobKinds = [
	...(['snapshot', 'build', 'copy', 'push', 'pull', 'import', 'launch'] as const),
	'start',
	'stop',
	'pause',
	'rename',
	'remove',
	'run',
	...(['fork', 'rollback', 'delete', 'prune'] as const),
] as const;
/** Another version of Ingot may know more kinds. */
export type JobKind = (typeof jobKinds)[number] | 'unknown';

/** Written into the job's folder before it starts: who requested what, from where. */
export type JobRequest = {
	/** 1; another version of Ingot may write a higher one. */
	readonly version: number;
	readonly id: JobId;
	readonly kind: JobKind;
	readonly title: string;
	readonly worker: string;
	/** The account's user, and the machine and version of Ingot that requested it. */
	readonly user: string;
	readonly host: string;
	readonly ingot: string;
	/** ISO 8601, the requesting machine's clock. */
	readonly at: string;
	/** The id is empty if the DevBox does not exist yet; both are where the job is about an image only. */
	readonly devbox: {readonly id: string; readonly name: string};
	readonly reference: string;
	readonly steps: readonly {readonly id: string; readonly title: string}[];
};

/** A job as a list shows it. */
export type JobSummary = {
	readonly request: JobRequest;
	/** undefined while it runs. */
	readonly outcome: Outcome | undefined;
	/** ISO 8601 of its first event and of its end, by the worker's clock. */
	readonly startedAt?: string;
	readonly endedAt: string | undefined;
	/** True while the runner's process lives. */
	readonly alive: boolean;
	/** It is alive and waits for another job. */
	readonly isWaiting?: boolean;
	/** How many of its steps have started. */
	readonly begun?: number;
	/** It was cancelled and is being rolled back. */
	readonly isCancelling?: boolean;
	/** An undo failed: a recovery can try again. */
	readonly needsCleanup?: boolean;
	/** The machine that runs it, if it was listed through another one that shares the home folder. */
	readonly elsewhere?: string;
};

/** A followed job: its steps and state. Its log lines are kept in a LogRing. */
export type Job = {
	readonly request: JobRequest;
	readonly lastSeq: number;
	readonly steps: readonly JobStep[];
	readonly outcome: Outcome | undefined;
	/** The last line of the failed step. */
	readonly reason: string | undefined;
	readonly isCancelling: boolean;
	/** Of the running step; `progressOf` reads it. */
	readonly progress?: StepProgress | undefined;
	/** Which jobs it waits for, in words, until its first step. */
	readonly waitsFor?: string | undefined;
	readonly startedAt?: number;
	readonly endedAt?: number;
};

export const newJob = (request: JobRequest): Job => ({
	request,
	lastSeq: 0,
	steps: request.steps.map(step => ({...step, state: 'waiting'})),
	outcome: undefined,
	reason: undefined,
	isCancelling: false,
});

/** Adds an event; one that was seen before changes nothing, nor does a line of the log: a flood of them renders nothing. */
export const reduceJob = (job: Job, event: JobEvent): Job => {
	if (event.seq <= job.lastSeq || event.kind === 'log') return job;
	const next = {...job, lastSeq: event.seq};
	const at = Date.parse(event.at) || 0;
	switch (event.kind) {
		case 'job-started':
			return {...next, startedAt: at};
		case 'job-waiting':
			return {...next, waitsFor: event.text};
		case 'step-started':
			return withStep({...next, waitsFor: undefined, progress: undefined}, event.step, {
				state: 'running',
				startedAt: at,
			});
		case 'progress':
			return withProgress(next, event, at);
		case 'step-ended':
			return withStep({...next, progress: undefined}, event.step, {state: 'done', endedAt: at});
		case 'step-failed':
			return {
				...withStep({...next, progress: undefined}, event.step, {state: failedState(job), endedAt: at}),
				reason: event.text,
			};
		case 'undo-started':
			return withStep(next, event.step, {state: 'undoing'});
		case 'undo-ended':
			return withStep(next, event.step, {state: 'undone'});
		case 'undo-failed':
			return withStep(next, event.step, {state: 'undo-failed'});
		case 'cancel-requested':
			return {...next, isCancelling: true};
		case 'job-ended':
			return {
				...next,
				steps: next.steps.map(step => endedStep(step, event.outcome, at)),
				waitsFor: undefined,
				progress: undefined,
				outcome: event.outcome ?? 'failed',
				reason: next.reason ?? event.text,
				endedAt: at,
			};
		default:
			return next;
	}
};

/** What an undo reports is not the progress of the job. */
const withProgress = (job: Job, {step, text}: JobEvent, at: number): Job => {
	const sample = toSample(text, at);
	const isRunning = job.steps.some(each => each.id === step && each.state === 'running');
	return sample === undefined || !isRunning
		? job
		: {...job, progress: addProgress(job.progress, {...sample, step})};
};

/** A cancel ends the step that runs. */
const failedState = ({isCancelling}: Job): JobStep['state'] => (isCancelling ? 'cancelled' : 'failed');

const withStep = (job: Job, id: string, change: Partial<JobStep>): Job => ({
	...job,
	steps: job.steps.map(step => (step.id === id ? {...step, ...change} : step)),
});

/** How long it took (ms), once it has ended. */
export const tookMs = ({startedAt, endedAt}: Job): number | undefined =>
	startedAt === undefined || endedAt === undefined ? undefined : Math.max(0, endedAt - startedAt);

/** Whether a job is final: it has an outcome. */
export const hasEnded = <T extends {readonly outcome: Outcome | undefined}>(
	job: T | undefined,
): job is T & {readonly outcome: Outcome} => job?.outcome !== undefined;

/** The exit code's name for an outcome. */
export const outcomeKind = (outcome: Outcome): FailureKind | 'done' =>
	outcome === 'interrupted' ? 'failed' : outcome;
