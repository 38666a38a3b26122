import {useContext, useState} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import type {JobId, JobSummary} from '../../model/job.ts';
import {isRecoverable} from '../../model/job-state.ts';
import type {LogRing} from '../../model/log-ring.ts';
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

/** A job's log, without repeated warnings and bare ids, and the key that shows every line. */
export const useJobLog = (id: JobId): {readonly log: LogRing; readonly wholeKey: Binding} => {
	const {folded, whole} = useApp().actions.log(id);
	const [isWhole, setWhole] = useState(false);
	return {
		log: isWhole ? whole : folded,
		wholeKey: {
			key: 'v',
			title: isWhole ? 'Fold repeated lines' : 'Show all lines',
			group: 'Log',
			isHidden: true,
			run: () => setWhole(!isWhole),
		},
	};
};
