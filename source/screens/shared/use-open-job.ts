import type {JobRequest} from '../../model/job.ts';
import {useApp} from './use-app.ts';

/** Opens a job that a list or a page names, and follows it: its steps and log are not in the list. */
export const useOpenJob = (): ((request: JobRequest) => void) => {
	const {actions, navigation} = useApp();
	return request => {
		actions.follow(request);
		navigation.open({name: 'job', request});
	};
};
