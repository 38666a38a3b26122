import {useMemo} from 'react';
import {type Fleet, viewsOf} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {byRoom} from '../../model/room.ts';
import {fleetLabels} from '../../model/worker-labels.ts';
import {searchImages} from '../../search/search-images.ts';
import {orderCopies} from './order-copies.ts';
import {offeredLists, pickRefusal} from './picker-rows.ts';
import {type Rooms, useRooms} from './use-rooms.ts';

/** The images that match the query; of those that several workers hold, the one to suggest first. Searched again only when an image list or the query changes. */
export const useImageSearch = (
	fleet: Fleet,
	{worker, query, user}: {worker: string | undefined; query: string; user: string},
): readonly Image[] => {
	const rooms = useRooms();
	return useMemo(() => {
		const all = searchImages(offeredLists(fleet, worker), query, {
			me: user,
			labels: fleetLabels(fleet),
		});
		const last = lastLaunches(fleet, user);
		const ordered = orderCopies(all, compareCopies(fleet, rooms, last));
		return query.trim() === '' ? recentFirst(ordered, last) : ordered;
	}, [fleet, worker, query, user, rooms]);
};

/** Of one image on several workers: those that can run it, the last launched one, then the worker with the most room. */
const compareCopies =
	(fleet: Fleet, rooms: Rooms, last: ReadonlyMap<string, string>) =>
	(a: Image, b: Image): number => {
		const [oneLast, otherLast] = [a, b].map(each => last.get(`${each.worker}/${each.reference}`) ?? '');
		const [isOneOff, isOtherOff] = [a, b].map(
			each => pickRefusal(each, fleet, () => undefined) !== undefined,
		);
		if (isOneOff !== isOtherOff) return isOneOff ? 1 : -1;
		if (oneLast !== otherLast) return (oneLast ?? '') < (otherLast ?? '') ? 1 : -1;
		return byRoom(rooms[a.worker] ?? {}, rooms[b.worker] ?? {});
	};

/** When this user last launched each image: `worker/reference` → the job's id, which sorts by time. */
const lastLaunches = (fleet: Fleet, user: string): ReadonlyMap<string, string> => {
	const last = new Map<string, string>();
	for (const view of viewsOf(fleet)) {
		for (const {request} of view.jobs?.content ?? []) {
			if (request.kind !== 'launch' || request.user !== user) continue;
			const key = `${view.worker.name}/${request.reference}`;
			if ((last.get(key) ?? '') < request.id) last.set(key, request.id);
		}
	}
	return last;
};

/** Recently launched images first, the others in their order. */
const recentFirst = (found: readonly Image[], last: ReadonlyMap<string, string>): readonly Image[] => {
	if (last.size === 0) return found;
	const launched = (image: Image) => last.get(`${image.worker}/${image.reference}`);
	const recent = found.filter(each => launched(each) !== undefined);
	const others = found.filter(each => launched(each) === undefined);
	return [...recent.toSorted((a, b) => ((launched(a) ?? '') < (launched(b) ?? '') ? 1 : -1)), ...others];
};
