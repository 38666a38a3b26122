import {changeSchedule, runSchedule, type ScheduleChange} from '../jobs/change-schedule.ts';
import {listSchedules} from '../jobs/list-schedules.ts';
import {
	type PlannedSchedule,
	planSchedule,
	probeSchedule,
	type ScheduleProbe,
	saveSchedule,
} from '../jobs/save-schedule.ts';
import {planSearched} from '../jobs/schedule-searched.ts';
import {planScheduledPrune} from '../jobs/scheduled-prune.ts';
import {refuseUnschedulable, type SnapshotProbe} from '../jobs/scheduled-snapshot.ts';
import type {Image} from '../model/image.ts';
import type {JobRequest} from '../model/job.ts';
import type {Schedule, ScheduleDraft, Schedules} from '../model/schedule.ts';
import type {PruneTask, SnapshotChoices, SnapshotTask, TaskDraft} from '../model/scheduled-task.ts';
import type {SecretSearch} from '../model/secret-finding.ts';
import type {Worker} from '../model/worker.ts';
import type {DevboxDeps} from './devbox-actions.ts';
import {snapshotActions} from './snapshot-actions.ts';

/** A DevBox, its worker, and the search for secrets in it. */
export type SnapshotScheduleProbe = SnapshotProbe & {readonly search: SecretSearch};

/** A worker, its clock and schedules. */
export type PruneScheduleProbe = {readonly worker: Worker; readonly known: Schedules};

export type ScheduleActions = {
	probePruneSchedule(worker: string, signal: AbortSignal): Promise<PruneScheduleProbe>;
	/** A schedule that deletes the user's old images. @param edited the schedule that is changed */
	planPruneSchedule(
		probe: PruneScheduleProbe,
		draft: TaskDraft & {readonly task: PruneTask},
		edited?: Schedule,
	): PlannedSchedule;
	/** Inspects a DevBox for a schedule and looks for secrets in it. Rejects if no schedule could snapshot it. */
	probeScheduledSnapshot(
		devbox: {readonly worker: string; readonly id: string},
		choices: SnapshotChoices,
		signal: AbortSignal,
	): Promise<SnapshotScheduleProbe>;
	/** @param edited the schedule that is changed */
	planScheduledSnapshot(
		probe: SnapshotScheduleProbe,
		draft: TaskDraft & {readonly task: SnapshotTask},
		edited?: Schedule,
	): PlannedSchedule;
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
	const snapshots = snapshotActions({store, requester: deps.requester, remoteOf, follow});
	const account = () => store.get().account;
	return {
		async probeScheduledSnapshot({worker, id}, {ignoresSaved}, signal) {
			const remote = await remoteOf(worker);
			const [source, known] = await Promise.all([
				snapshots.inspect(worker, id, signal),
				listSchedules(remote, {signal}),
			]);
			await refuseUnschedulable(remote, source, {ignoresSaved, signal});
			return {source, known, search: await snapshots.searchSecrets(source, signal)};
		},
		async probePruneSchedule(worker, signal) {
			const remote = await remoteOf(worker);
			return {worker: remote.worker, known: await listSchedules(remote, {signal})};
		},
		planPruneSchedule: (probe, draft, edited) =>
			planScheduledPrune(probe, draft, {account: account(), ...deps.requester, edited}),
		planScheduledSnapshot: (probe, draft, edited) =>
			planSearched(probe, draft, {account: account(), ...deps.requester, edited}),
		async probeSchedule(image, signal) {
			return probeSchedule(await remoteOf(image.worker), image, {user: account().user, signal});
		},
		planSchedule: (probe, draft, edited) =>
			planSchedule(probe, draft, {account: account(), ...deps.requester, edited}),
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
