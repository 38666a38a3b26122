import {useContext} from 'react';
import {keyName} from '../../key-names.ts';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import type {JobSummary} from '../../model/job.ts';
import {isRecoverable, isUnderWay, jobState} from '../../model/job-state.ts';
import {useApp} from '../shared/use-app.ts';

/** Why there is nothing to roll back. Of a job on another machine the worker says it, with what to do. */
const recoverRefusal = (job: JobSummary | undefined): string | undefined => {
	if (job === undefined) return 'There is no job here.';
	if (isRecoverable(job) || jobState(job) === 'elsewhere') return undefined;
	return isUnderWay(job)
		? `The job has not ended. Press ${keyName('x')} to cancel it, which rolls it back.`
		: 'The job left nothing to roll back.';
};

/** The key that rolls back a job that died or whose undo failed. */
export const useRecoverKey = (job: JobSummary | undefined): Binding => {
	const {actions} = useApp();
	const {notify} = useContext(KeyLayerContext);
	return {
		key: 'u',
		title: 'Roll back',
		isHidden: job === undefined || !isRecoverable(job),
		refusal: recoverRefusal(job),
		run: () => {
			if (job === undefined) return;
			actions.recover(job.request).catch((thrown: unknown) => notify(failureText(thrown)));
		},
	};
};
