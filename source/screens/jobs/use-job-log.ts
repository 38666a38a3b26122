import {useState} from 'react';
import type {Binding} from '../../keys.ts';
import type {JobId} from '../../model/job.ts';
import type {LogRing} from '../../model/log-ring.ts';
import {useApp} from '../shared/use-app.ts';

/** A job's log, without repeated warnings and bare ids until somebody wants every line, and the key for that. */
export const useJobLog = (id: JobId): {readonly log: LogRing; readonly wholeKey: Binding} => {
	const {folded, whole} = useApp().actions.log(id);
	const [isWhole, setWhole] = useState(false);
	return {
		log: isWhole ? whole : folded,
		wholeKey: {
			key: 'v',
			title: isWhole ? 'Fold repeated lines' : 'Show every line',
			group: 'Log',
			isHidden: true,
			run: () => setWhole(!isWhole),
		},
	};
};
