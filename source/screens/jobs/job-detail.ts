import {keyName} from '../../key-names.ts';
import type {Job, JobSummary} from '../../model/job.ts';
import {jobWord} from '../../model/job-state.ts';
import {progressOf} from '../../model/progress.ts';
import {progressText} from '../../model/progress-text.ts';
import {ago} from '../shared/age.ts';
import type {Detail} from '../shared/list-panels.tsx';

/** What is known of the job under the cursor: what it does to what, who asked, how far it is or how it ended. */
export const jobDetail = (job: JobSummary, followed: Job | undefined): Detail => {
	const {request} = job;
	const {steps} = request;
	const begun = Math.min(steps.length, job.begun ?? 0);
	const step = job.outcome === undefined && begun > 0 ? `: ${steps[begun - 1]?.title ?? ''}` : '';
	return {
		title: request.title,
		note: `${jobWord(job)} on ${request.worker}`,
		rows: [
			{label: 'Steps', text: begun === 0 ? String(steps.length) : `${begun} of ${steps.length}${step}`},
			{
				label: 'Progress',
				text: followed?.progress === undefined ? '' : progressText(progressOf(followed.progress)),
			},
			{label: 'Waiting for', text: followed?.waitsFor ?? ''},
			job.outcome === 'done'
				? {label: 'Result', text: followed?.reason ?? '', meaning: 'success'}
				: {label: 'Reason', text: followed?.reason ?? '', meaning: 'warning'},
			{label: 'DevBox', text: request.devbox.name},
			{label: 'Image', text: request.reference},
			{label: 'Started by', text: `${request.user} on ${request.host}, ${ago(Date.parse(request.at))}`},
			{
				label: 'Cleanup',
				text: job.needsCleanup === true ? `needed: press ${keyName('u')} to roll back what is left` : '',
				meaning: 'warning',
			},
			{label: 'Job ID', text: request.id},
		],
	};
};
