import {followJob} from '../jobs/follow-job.ts';
import {toMessage} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import type {LogRing} from '../model/log-ring.ts';
import type {Remote} from '../remote/remote.ts';
import type {AppStore} from './app-state.ts';
import {logLine} from './log-line.ts';

/** Follows one job into the store and its log until it ends or the signal; a lost line is told and taken up again. */
export const followIntoStore = async (
	request: JobRequest,
	{
		store,
		log,
		remote,
		signal,
	}: {store: AppStore; log: LogRing; remote: () => Promise<Remote>; signal: AbortSignal},
): Promise<void> => {
	const {id} = request;
	store.send({type: 'job-followed', request});
	try {
		for await (const event of followJob({id, after: 0, signal, remote})) {
			store.send({type: 'job-said', id, event});
			const followed = store.get().jobs[id];
			if (followed !== undefined) log.push(logLine(followed.job, event));
		}
	} catch (thrown) {
		if (!signal.aborted) store.send({type: 'job-out-of-sight', id, problem: toMessage(thrown)});
	}
};
