type StepState =
	| 'waiting'
	| 'running'
	| 'done'
	| 'failed'
	/** It was running when the job was cancelled. */
	| 'cancelled'
	/** It was running when its process died, for example in a power cut. */
	| 'interrupted'
	| 'undoing'
	| 'undone'
	| 'undo-failed';
export type JobStep = {
	readonly id: string;
	readonly title: string;
	readonly state: StepState;
	/** Epoch ms of the worker's clock. */
	readonly startedAt?: number;
	readonly endedAt?: number;
};

/** A step whose own end is not in the log, because its process died: nothing is at work when the job has ended. */
export const endedStep = (step: JobStep, outcome: string | undefined, at: number): JobStep => {
	if (step.state === 'undoing') return {...step, state: 'interrupted'};
	if (step.state !== 'running') return step;
	const isKnown = outcome === 'done' || outcome === 'cancelled' || outcome === 'interrupted';
	return {...step, state: isKnown ? outcome : 'failed', endedAt: at};
};
