import type {Actions} from '../../source/state/actions.ts';
import {launchContext} from '../launch-context.ts';
import {source} from '../plan/sources.ts';

const known = {schedules: [], trigger: 'cron', skewMs: 0, zone: 'Europe/Berlin'} as const;

/** Workers that answer what each form of Create Image, Launch and schedules asks them. */
export const answerForms = (actions: Actions): void => {
	actions.inspect = async () => source;
	actions.probeLaunch = async () => launchContext({});
	actions.probeSchedule = async () => ({context: launchContext({}), known});
	actions.probeScheduledSnapshot = async () => ({
		source,
		known,
		search: {secrets: [], notes: [], isDone: true},
	});
	actions.probePruneSchedule = async () => ({worker: source.worker, known});
	actions.listRetention = async () => [];
};
