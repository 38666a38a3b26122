import {changeSchedule, runSchedule, type ScheduleChange} from '../jobs/change-schedule.ts';
import {
	type PlannedSchedule,
	planSchedule,
	probeSchedule,
	type ScheduleProbe,
	saveSchedule,
} from '../jobs/save-schedule.ts';
import type {Image} from '../model/image.ts';
import type {JobRequest} from '../model/job.ts';
import type {Schedule, ScheduleDraft} from '../model/schedule.ts';
import type {DevboxDeps} from './devbox-actions.ts';

export type ScheduleActions = {
	/** The worker's clock, its schedules, and names in use. */
	probeSchedule(image: Image, signal: AbortSignal): Promise<ScheduleProbe>;
	/** @param edited the schedule that is changed */
	planSchedule(probe: ScheduleProbe, draft: ScheduleDraft, edited?: Schedule): PlannedSchedule;
	/** The worker runs it from then on. */
	saveSchedule(planned: PlannedSchedule): Promise<void>;
	changeSchedule(schedule: Schedule, change: ScheduleChange): Promise<void>;
	/** A run now; it is followed. */
	runSchedule(schedule: Schedule): Promise<JobRequest>;
};

export const scheduleActions = ({
	store,
	remoteOf,
	refresh,
	follow,
	...deps
}: Omit<DevboxDeps, 'interactive'>): ScheduleActions => {
	const account = () => store.get().account;
	return {
		async probeSchedule(image, signal) {
			return probeSchedule(await remoteOf(image.worker), image, {user: account().user, signal});
		},
		planSchedule: (probe, draft, edited) =>
			planSchedule(probe, draft, {account: account(), ...deps.asker, edited}),
		async saveSchedule(planned) {
			await saveSchedule(await remoteOf(planned.schedule.worker), planned);
			refresh(planned.schedule.worker);
		},
		async changeSchedule(schedule, change) {
			await changeSchedule(await remoteOf(schedule.worker), schedule, {change, account: account()});
			refresh(schedule.worker);
		},
		async runSchedule(schedule) {
			const request = await runSchedule(await remoteOf(schedule.worker), schedule, account());
			follow(request);
			refresh(schedule.worker);
			return request;
		},
	};
};
