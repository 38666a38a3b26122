import {foldLog, type SeenWarnings} from '../model/fold-log.ts';
import type {Job, JobEvent} from '../model/job.ts';
import {isErrorLine} from '../model/log-errors.ts';
import {type LogLine, LogRing} from '../model/log-ring.ts';
import {logLine} from './log-line.ts';

/** The log of one step: as people read it, every line of it, and those that tell of an error. */
export type StepLog = {
	/** Repeated warnings once, no bare ids. */
	readonly folded: LogRing;
	readonly whole: LogRing;
	readonly errors: LogRing;
};

/** The log of a followed job, by step. */
export class JobLog {
	readonly #steps = new Map<string, StepLog>();
	#seen: SeenWarnings = new Set();
	/** The step that began last: what the job itself says is in its log. */
	#current: string | undefined;

	/** The log of a step, empty before it has begun. */
	of(step: string): StepLog {
		const known = this.#steps.get(step);
		if (known !== undefined) return known;
		const log = {folded: new LogRing(), whole: new LogRing(), errors: new LogRing()};
		this.#steps.set(step, log);
		return log;
	}

	/** @param job after the event */
	add(job: Job, event: JobEvent): void {
		if (event.kind === 'step-started') this.#current = event.step;
		const {text, seen} = foldLog(this.#seen, event, job.request);
		this.#seen = seen;
		const line = logLine(event);
		if (line === undefined) return;
		const log = this.of(event.step || this.#current || (job.request.steps[0]?.id ?? ''));
		log.whole.push(line);
		if (isErrorLine(line)) log.errors.push(line);
		const folded: Omit<LogLine, 'number'> | undefined =
			text === undefined ? undefined : text === event.text ? line : logLine({...event, text});
		if (folded !== undefined) log.folded.push(folded);
	}
}
