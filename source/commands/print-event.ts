import {durationText} from '../model/duration.ts';
import {foldLog, type SeenWarnings} from '../model/fold-log.ts';
import {type Job, type JobEvent, type JobRequest, newJob, reduceJob} from '../model/job.ts';
import {neutralise} from '../model/text.ts';

/** @returns a printer of a job's events for people: steps with their times, logs indented and folded */
export const eventPrinter = (
	request: JobRequest,
	print: (line: string) => void,
): ((event: JobEvent) => Job) => {
	let job = newJob(request);
	let seen: SeenWarnings = new Set();
	let cancelled: string | undefined;
	return event => {
		if (event.kind === 'cancel-requested') cancelled = event.text;
		job = reduceJob(job, event);
		const folded = foldLog(seen, event, request);
		seen = folded.seen;
		if (folded.text === undefined) return job;
		// The step ends for the reason that the line before has told.
		const isTold = event.kind === 'step-failed' && event.text === cancelled;
		const line = eventLine(job, {...event, text: isTold ? '' : folded.text});
		if (line !== undefined) print(line);
		return job;
	};
};

const eventLine = (job: Job, event: JobEvent): string | undefined => {
	const step = job.steps.find(each => each.id === event.step);
	const title = step?.title ?? event.step;
	const text = neutralise(event.text);
	switch (event.kind) {
		case 'job-started':
			return `Job ${event.job} on ${job.request.worker}: ${neutralise(job.request.title)}`;
		case 'job-waiting':
			return `· ${text}`;
		case 'step-started':
			return `› ${title}`;
		case 'log':
			return `    ${text}`;
		case 'step-ended':
			return `✓ ${title}  ${elapsed(step?.startedAt, step?.endedAt)}`;
		case 'step-failed':
			return `✗ ${title}${text === '' ? '' : `: ${text}`}`;
		case 'cancel-requested':
			return `· ${text}`;
		case 'undo-started':
			return `‹ Rolling back: ${title}`;
		case 'undo-failed':
			return `✗ Rolling back ${title} failed: ${text}`;
		case 'undo-ended':
			return `‹ Rolled back: ${title}`;
		case 'progress':
			return undefined;
		case 'job-ended':
			return `${event.outcome === 'done' ? '✓' : '✗'} ${text}`;
	}
};

const elapsed = (from: number | undefined, to: number | undefined): string =>
	from === undefined || to === undefined ? '' : durationText(to - from);
