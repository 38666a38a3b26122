import {type Room, toRoom} from '../model/room.ts';
import type {WorkerFacts} from '../model/worker.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {readLoad} from './read-load.ts';

/** Reads a worker's facts and its room. What it does not answer in time is absent: Podman may wait for a commit. */
export const readRoom = async (
	remote: Remote,
	options: RunOptions,
): Promise<{readonly facts: WorkerFacts | undefined; readonly room: Room}> => {
	const [facts, devboxes] = await Promise.all([
		remote.facts(options).catch(() => undefined),
		remote.devboxes(options).catch(() => undefined),
	]);
	const load = await readLoad(remote, facts?.graphRoot, options).catch(() => undefined);
	return {facts, room: toRoom({facts, devboxes, load})};
};
