import {listDevboxes} from '../jobs/list-devboxes.ts';
import {listJobs} from '../jobs/list-jobs.ts';
import {listSchedules} from '../jobs/list-schedules.ts';
import {recoverJob} from '../jobs/recover-job.ts';
import {toMessage} from '../model/failure.ts';
import type {FleetEvent, ListName} from '../model/fleet.ts';
import type {JobSummary} from '../model/job.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {coalesce, oneAtATime} from './pace.ts';

/** After this a list is marked as old; a commit can hold Podman's lock for a minute, and then it still arrives. */
const overdueMs = 2500;
const giveUpMs = 600_000;
/** Podman tells several events for one act. */
const settleMs = 120;
/** The end of a job is no event of Podman's: while one runs, jobs and schedules are read again after this. */
const runningMs = 3000;

/** Returns a function that reads all lists again: in the background, one reading of each at a time, a burst as one. */
export const refreshLists = (
	remote: Remote,
	send: (event: FleetEvent) => void,
	signal: AbortSignal,
): (() => void) => {
	const worker = remote.worker.name;
	const options = {signal, timeoutMs: giveUpMs};
	const reader = (list: ListName, read: () => Promise<FleetEvent>) =>
		oneAtATime(async () => {
			if (signal.aborted) return;
			const fail = (why: string) => send({type: 'list-failed', worker, list, why});
			const overdue = setTimeout(
				() => fail('Podman has not answered yet: something holds its lock'),
				overdueMs,
			);
			try {
				send(await read());
			} catch (thrown) {
				if (!signal.aborted) fail(toMessage(thrown));
			} finally {
				clearTimeout(overdue);
			}
		});
	const schedules = reader('schedules', async () => {
		return {
			type: 'schedules-listed',
			worker,
			content: await listSchedules(remote, options),
			at: Date.now(),
		};
	});
	const jobs = reader('jobs', async () => {
		const content = await listAndRecover(remote, options);
		if (content.some(job => job.alive && job.outcome === undefined)) later();
		return {type: 'jobs-listed', worker, content, at: Date.now()};
	});
	let timer: NodeJS.Timeout | undefined;
	const later = () => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			jobs();
			schedules();
		}, runningMs).unref();
	};
	const readers = [
		reader('devboxes', async () => {
			return {type: 'devboxes-listed', worker, content: await listDevboxes(remote, options), at: Date.now()};
		}),
		reader('images', async () => {
			return {type: 'images-listed', worker, content: await remote.images(options), at: Date.now()};
		}),
		jobs,
		schedules,
	];
	return coalesce(() => {
		for (const read of readers) read();
	}, settleMs);
};

/** A job whose process died without a word may have left a DevBox frozen: what it had begun is taken back at once. */
const listAndRecover = async (remote: Remote, options: RunOptions): Promise<readonly JobSummary[]> => {
	const jobs = await listJobs(remote, options);
	const dead = jobs.filter(job => job.outcome === undefined && !job.alive);
	if (dead.length === 0) return jobs;
	await Promise.allSettled(dead.map(job => recoverJob(remote, job.request.id)));
	return listJobs(remote, options);
};
