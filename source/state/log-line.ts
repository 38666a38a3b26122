import type {Job, JobEvent} from '../model/job.ts';
import type {LogLine} from '../model/log-ring.ts';
import {neutralise} from '../model/text.ts';

/** The log line of an event. */
export const logLine = (job: Job, event: JobEvent): Omit<LogLine, 'number'> => {
	const title = job.request.steps.find(step => step.id === event.step)?.title ?? event.step;
	const text = neutralise(event.text);
	switch (event.kind) {
		case 'log':
			return {text: `  ${text}`, tone: 'plain'};
		case 'step-started':
			return {text: `› ${title}`, tone: 'step'};
		case 'step-ended':
			return {text: `✓ ${title}`, tone: 'good'};
		case 'step-failed':
			return {text: `✗ ${title}: ${text}`, tone: 'bad'};
		case 'undo-started':
			return {text: `‹ Rolling back: ${title}`, tone: 'muted'};
		case 'undo-ended':
			return {text: `‹ Rolled back: ${title}`, tone: 'muted'};
		case 'undo-failed':
			return {text: `✗ Could not roll back ${title}: ${text}`, tone: 'bad'};
		case 'job-ended':
			return {text, tone: event.outcome === 'done' ? 'good' : 'bad'};
		default:
			return {text: text || event.kind, tone: 'muted'};
	}
};
