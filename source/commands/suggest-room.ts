import prettyBytes from 'pretty-bytes';
import {readRoom} from '../jobs/read-room.ts';
import type {Image} from '../model/image.ts';
import {type Candidate, roomText, suggestWorker} from '../model/room.ts';
import {hostProblem} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';

/** The command fails either way: what a busy worker does not say in this time is left out. */
const timeoutMs = 3000;

/**
 * A sentence that names the worker with the most room among those that hold an image, or undefined where none stands out
 * or they hold different images.
 */
export const suggestRoom = async (
	found: readonly {readonly remote: Remote; readonly image: Image}[],
	signal: AbortSignal,
): Promise<string | undefined> => {
	const [first] = found;
	if (first === undefined || found.some(({image}) => image.reference !== first.image.reference))
		return undefined;
	const candidates = await Promise.all(
		found.map(async ({remote, image}): Promise<Candidate> => {
			const {worker} = remote;
			const {facts, room} = await readRoom(remote, {signal, timeoutMs}).catch(() => ({
				facts: undefined,
				room: {},
			}));
			return {
				worker: worker.name,
				room,
				problem: hostProblem({worker, reach: {state: 'ready', facts}}, image.os),
			};
		}),
	);
	const best = suggestWorker(candidates);
	return (
		best &&
		`${best.worker} has the most room (${roomText(best.room, prettyBytes)}): add --worker ${best.worker}.`
	);
};
