import {listDevboxes} from '../jobs/list-devboxes.ts';
import {listJobs} from '../jobs/list-jobs.ts';
import {listSchedules} from '../jobs/list-schedules.ts';
import {recoverJob} from '../jobs/recover-job.ts';
import {toMessage} from '../model/failure.ts';
import type {FleetEvent, ListName} from '../model/fleet.ts';
import {hasEnded, type JobSummary} from '../model/job.ts';
import {isDead} from '../model/job-state.ts';
import type {Change, Remote, RunOptions} from '../remote/remote.ts';
import {debounce, oneAtATime} from './throttle.ts';

/** After this a list is marked as out of date; a commit can hold Podman's lock for a minute, and then it still arrives. */
const overdueMs = 2500;
const giveUpMs = 600_000;
/** Podman emits several events for one operation, and reading in between would slow it down. */
const settleMs = 250;
/** Podman knows no schedules: its events show at most that a run has started, and that can wait. */
const schedulesMs = 1500;
/** Podman emits no event when a job ends: while one runs, jobs and schedules are refreshed at this interval. */
const runningMs = 3000;

/**
 * Returns a function that refreshes the lists that a change affects, or all: in the background, one read of
 * each at a time, with bursts of changes debounced.
 */
export const refreshLists = (
	remote: Remote,
	send: (event: FleetEvent) => void,
	signal: AbortSignal,
): ((change?: Change | 'jobs') => void) => {
	const {devboxes, images, jobs, schedules} = listReaders(remote, send, signal);
	const ofContainers = debounce(() => {
		devboxes();
		jobs();
	}, settleMs);
	const ofImages = debounce(images, settleMs);
	const ofSchedules = debounce(schedules, schedulesMs);
	return change => {
		if (change === 'jobs') jobs();
		else if (change === undefined || change.subject === 'stream') {
			for (const read of [devboxes, images, jobs, schedules]) read();
		} else if (change.subject === 'image') ofImages();
		else if (!changesNothing(change)) {
			ofContainers();
			ofSchedules();
		}
	};
};

/** Commands inside, health checks and observers: the most frequent events, which change no list. */
const changesNothing = ({action}: Change): boolean =>
	/^(?:exec|health_status|attach|detach|resize|top|copy|export|mount|unmount|save|push)/u.test(action);

/** A job whose process died may have left a DevBox frozen, so it is rolled back at once. */
const listAndRecover = async (remote: Remote, options: RunOptions): Promise<readonly JobSummary[]> => {
	const jobs = await listJobs(remote, options);
	const dead = jobs.filter(isDead);
	if (dead.length === 0) return jobs;
	await Promise.allSettled(dead.map(job => recoverJob(remote, job.request.id)));
	return listJobs(remote, options);
};

type Readers = Readonly<Record<ListName, () => void>>;

const listReaders = (remote: Remote, send: (event: FleetEvent) => void, signal: AbortSignal): Readers => {
	const worker = remote.worker.name;
	const options = {signal, timeoutMs: giveUpMs};
	const reader = (list: ListName, read: () => Promise<FleetEvent>) =>
		oneAtATime(() =>
			readList(read, {signal, fail: why => send({type: 'list-failed', worker, list, why}), send}),
		);
	const schedules = reader('schedules', async () => ({
		type: 'schedules-listed',
		worker,
		content: await listSchedules(remote, options),
		at: Date.now(),
	}));
	let timer: NodeJS.Timeout | undefined;
	const again = () => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			jobs();
			schedules();
		}, runningMs).unref();
	};
	const jobs = reader('jobs', async () => {
		const content = await listAndRecover(remote, options);
		if (content.some(job => job.alive && !hasEnded(job))) again();
		return {type: 'jobs-listed', worker, content, at: Date.now()};
	});
	return {
		jobs,
		schedules,
		devboxes: reader('devboxes', async () => ({
			type: 'devboxes-listed',
			worker,
			content: await listDevboxes(remote, options),
			at: Date.now(),
		})),
		images: reader('images', async () => ({
			type: 'images-listed',
			worker,
			content: await remote.images(options),
			at: Date.now(),
		})),
	};
};

const readList = async (
	read: () => Promise<FleetEvent>,
	{signal, fail, send}: {signal: AbortSignal; fail: (why: string) => void; send: (event: FleetEvent) => void},
): Promise<void> => {
	if (signal.aborted) return;
	const overdue = setTimeout(() => fail('Podman has not responded yet; it may be locked'), overdueMs);
	try {
		send(await read());
	} catch (thrown) {
		if (!signal.aborted) fail(toMessage(thrown));
	} finally {
		clearTimeout(overdue);
	}
};
