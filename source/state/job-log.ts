import {foldLog, type SeenWarnings} from '../model/fold-log.ts';
import type {Job, JobEvent} from '../model/job.ts';
import {isErrorLine} from '../model/log-errors.ts';
import {type LogLine, LogRing} from '../model/log-ring.ts';
import {logLine} from './log-line.ts';

/** The log of one step: as people read it, every line of it, and those that report an error. */
export class StepLog {
	/** Repeated warnings once, no bare ids. */
	readonly folded = new LogRing();
	readonly whole = new LogRing();
	#errors: LogRing | undefined;

	/** Sought out when they are first asked for: most logs are never asked for theirs. */
	get errors(): LogRing {
		if (this.#errors === undefined) {
			this.#errors = new LogRing();
			for (const line of this.whole.slice(this.whole.first, this.whole.length)) this.#addError(line);
		}
		return this.#errors;
	}

	/** @param folded the line as it is shown folded, undefined where it is not */
	push(line: Omit<LogLine, 'number'>, folded: Omit<LogLine, 'number'> | undefined): void {
		this.whole.push(line);
		if (folded !== undefined) this.folded.push(folded);
		if (this.#errors !== undefined) this.#addError(line);
	}

	#addError(line: Omit<LogLine, 'number'>): void {
		if (isErrorLine(line)) this.#errors?.push(line);
	}
}

/** The log of a followed job, by step. */
export class JobLog {
	readonly #steps = new Map<string, StepLog>();
	#seen: SeenWarnings = new Set();
	/** The step that began last: what the job itself says is in its log. */
	#current: string | undefined;
	/** Why the job was cancelled or a step has failed, and its last end: each is said again by the events that follow. */
	readonly #logged = new Set<string>();
	/** Sequence number of the last event; 0 without any. */
	lastSeq = 0;

	/** The log of a step, empty before it has begun. */
	of(step: string): StepLog {
		const known = this.#steps.get(step);
		if (known !== undefined) return known;
		const log = new StepLog();
		this.#steps.set(step, log);
		return log;
	}

	/** @param job after the event */
	add(job: Job, event: JobEvent): void {
		// A recovered job may be followed twice for a moment.
		if (event.seq <= this.lastSeq) return;
		this.lastSeq = event.seq;
		if (event.kind === 'step-started') this.#current = event.step;
		const {text, seen} = foldLog(this.#seen, event, job.request);
		this.#seen = seen;
		const line = logLine(event);
		if (line === undefined || this.#isRepeated(event)) return;
		const log = this.of(event.step || this.#current || (job.request.steps[0]?.id ?? ''));
		const folded: Omit<LogLine, 'number'> | undefined =
			text === undefined ? undefined : text === event.text ? line : logLine({...event, text});
		log.push(line, folded);
	}

	#isRepeated({kind, text}: JobEvent): boolean {
		if (kind !== 'cancel-requested' && kind !== 'step-failed' && kind !== 'job-ended') return false;
		if (this.#logged.has(text)) return true;
		this.#logged.add(text);
		return false;
	}
}
