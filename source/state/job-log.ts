import {foldLog, type SeenWarnings} from '../model/fold-log.ts';
import type {Job, JobEvent} from '../model/job.ts';
import {LogRing} from '../model/log-ring.ts';
import {logLine} from './log-line.ts';

/** The log of a followed job: as people read it, and every line of it. */
export class JobLog {
	/** Repeated warnings once, no bare ids. */
	readonly folded = new LogRing();
	readonly whole = new LogRing();
	#seen: SeenWarnings = new Set();

	/** @param job after the event */
	add(job: Job, event: JobEvent): void {
		if (event.kind === 'progress') return;
		const line = logLine(job, event);
		this.whole.push(line);
		const {text, seen} = foldLog(this.#seen, event, job.request);
		this.#seen = seen;
		if (text === event.text) this.folded.push(line);
		else if (text !== undefined) this.folded.push(logLine(job, {...event, text}));
	}
}
