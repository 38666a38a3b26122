import {type ReactNode, useContext, useState} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import type {JobSummary} from '../../model/job.ts';
import {isUnderWay, type JobState, jobState} from '../../model/job-state.ts';
import {neutralise} from '../../model/text.ts';
import {Confirm} from '../../parts/confirm.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {listedTitle} from '../shared/activity.ts';
import {type PlanLine, planLines} from '../shared/plan-lines.ts';
import {useApp} from '../shared/use-app.ts';
import type {Selection} from '../shared/use-selection.ts';

/** Why a job cannot be cancelled, or undefined when it can. */
const cancelRefusal = (job: JobSummary | undefined): string | undefined => {
	if (job === undefined) return 'There is no job here.';
	if (job.isCancelling) return 'The job is already being cancelled and rolled back.';
	return isUnderWay(job) ? undefined : endedText(jobState(job));
};

const endedText = (state: JobState): string => {
	if (state === 'interrupted') return 'The job was interrupted.';
	return state === 'elsewhere' ? 'The job runs on another machine.' : 'The job has ended.';
};

/** The key `x`: cancels the selected jobs, or without a selection the one under the cursor; asks first. */
export const useCancelKey = (
	current: JobSummary | undefined,
	selection: Pick<Selection<JobSummary>, 'rows' | 'clear'>,
): {readonly binding: Binding; readonly question: ((size: Size) => ReactNode) | undefined} => {
	const {actions} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const [asked, setAsked] = useState<readonly JobSummary[] | undefined>(undefined);
	const several = selection.rows;
	const fit = several.filter(job => cancelRefusal(job) === undefined);
	const cancel = (jobs: readonly JobSummary[]) => {
		setAsked(undefined);
		selection.clear();
		void cancelAll(jobs, request => actions.cancel(request)).then(text => {
			if (text !== undefined) notify(text);
			actions.readJobs();
		});
	};
	const one: Binding = {
		key: 'x',
		title: 'Cancel',
		run: () => current && setAsked([current]),
		refusal: cancelRefusal(current),
	};
	const all: Binding = {
		key: 'x',
		title: `Cancel ${fit.length}`,
		run: () => setAsked(several),
		refusal: fit.length > 0 ? undefined : 'None of the selected jobs is running or waiting.',
	};
	return {
		binding: several.length === 0 ? one : all,
		question:
			asked &&
			(size => (
				<Confirm
					{...questionOf(asked, size)}
					verb={asked.length === 1 ? 'Cancel job' : 'Cancel jobs'}
					no="Keep running"
					onYes={() => cancel(asked.filter(job => cancelRefusal(job) === undefined))}
					onNo={() => setAsked(undefined)}
					size={size}
				/>
			)),
	};
};

const questionOf = (jobs: readonly JobSummary[], size: Size) => {
	const [first, ...more] = jobs;
	if (first !== undefined && more.length === 0)
		return {
			title: `Cancel “${neutralise(first.request.title)}” on ${first.request.worker}?`,
			consequences: ['What it did so far is rolled back.'],
		};
	const lineOf = (job: JobSummary): PlanLine => ({
		name: `${listedTitle(job)} on ${job.request.worker} (${job.request.id})`,
		text: job.isCancelling ? 'already cancelling' : jobState(job),
	});
	const acts = jobs.filter(job => cancelRefusal(job) === undefined);
	const skipped = jobs.filter(job => cancelRefusal(job) !== undefined);
	return {
		title: `Cancel ${skipped.length === 0 ? '' : `${acts.length} of `}${jobs.length} jobs?`,
		consequences: [
			'What they did so far is rolled back.',
			...planLines(acts.map(lineOf), skipped.map(lineOf), size),
		],
	};
};

/** @returns what to notify: how many are being cancelled, or the first failure; undefined if one job is */
const cancelAll = async (
	jobs: readonly JobSummary[],
	cancel: (request: JobSummary['request']) => Promise<void>,
): Promise<string | undefined> => {
	const results = await Promise.allSettled(jobs.map(({request}) => cancel(request)));
	const failed = results.filter(result => result.status === 'rejected');
	const [first] = failed;
	if (first !== undefined)
		return jobs.length === 1
			? failureText(first.reason)
			: `${jobs.length - failed.length} of ${jobs.length} jobs are being cancelled. ${failureText(first.reason)}`;
	return jobs.length === 1 ? undefined : `${jobs.length} jobs are being cancelled.`;
};
