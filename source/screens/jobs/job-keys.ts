import {useContext} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import type {JobSummary} from '../../model/job.ts';
import {isRecoverable} from '../../model/job-state.ts';
import {useApp} from '../shared/use-app.ts';

/** The key that rolls back a job that died or whose undo failed. */
export const useRecoverKey = (job: JobSummary | undefined): Binding => {
	const {actions} = useApp();
	const {notify} = useContext(KeyLayerContext);
	return {
		key: 'u',
		title: 'Roll back',
		isHidden: job === undefined || !isRecoverable(job),
		run: () => {
			if (job === undefined) return;
			actions.recover(job.request).catch((thrown: unknown) => notify(failureText(thrown)));
		},
	};
};
