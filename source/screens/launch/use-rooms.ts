import {useState} from 'react';
import {viewsOf, type WorkerView} from '../../model/fleet.ts';
import {type Candidate, type Room, roomOf, suggestWorker} from '../../model/room.ts';
import {hostProblem} from '../../model/worker.ts';
import {useApp} from '../shared/use-app.ts';

/** By the worker's name. */
export type Rooms = {readonly [worker: string]: Room};

/** The room that the workers had when the picker opened. It stays: no row may move under a key. */
export const useRooms = (): Rooms => {
	const {store} = useApp();
	const [rooms] = useState(() => {
		const {fleet, health} = store.get();
		const now = Date.now();
		return Object.fromEntries(
			viewsOf(fleet).map(view => [view.worker.name, roomOf(view, health[view.worker.name]?.load, now)]),
		);
	});
	return rooms;
};

/** Which of these workers to suggest for a DevBox of this system. */
export const suggestOf = (
	views: readonly WorkerView[],
	rooms: Rooms,
	os: 'linux' | 'windows',
): Candidate | undefined =>
	suggestWorker(
		views.map(view => ({
			worker: view.worker.name,
			room: rooms[view.worker.name] ?? {},
			problem: hostProblem(view, os),
		})),
	);
