import {durationText} from '../../model/duration.ts';
import type {Job} from '../../model/job.ts';
import {progressOf} from '../../model/progress.ts';
import {progressWords} from '../../model/progress-text.ts';
import type {StepRow} from '../../parts/step-list.tsx';
import type {JobLog} from '../../state/job-log.ts';

/**
 * The steps of a job as they are listed: the running one with its progress, those that are done with what came of them.
 * @param now epoch ms of the worker's clock
 */
export const stepRows = (job: Job, log: JobLog, now: number): readonly StepRow[] =>
	job.steps.map(step => {
		const {progress} = job;
		if (progress?.step === step.id) {
			const known = progressOf(progress, now);
			const share = known.totalBytes === undefined ? undefined : known.doneBytes / known.totalBytes;
			return {...step, progress: {words: progressWords(known), share}};
		}
		return step.state === 'done' ? {...step, note: noteOf(job, step.id, log)} : step;
	});

/** The last that a step said; how long the DevBox was frozen is known by the steps around it. */
const noteOf = (job: Job, step: string, log: JobLog): string => {
	const lines = log.of(step).folded;
	const last = lines.slice(lines.length - 1, lines.length)[0];
	if (last !== undefined && last.tone === 'plain') return last.text;
	return step === 'resume' ? frozenText(job) : '';
};

const frozenText = ({steps}: Job): string => {
	const from = steps.find(({id}) => id === 'pause')?.startedAt;
	const to = steps.find(({id}) => id === 'resume')?.endedAt;
	return from === undefined || to === undefined
		? ''
		: `DevBox was frozen for at most ${durationText(to - from)}`;
};
