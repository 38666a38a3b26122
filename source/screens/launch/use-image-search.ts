import {useMemo} from 'react';
import type {Fleet} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {fleetLabels} from '../../model/worker-labels.ts';
import {searchImages} from '../../search/search-images.ts';
import {offeredLists} from './picker-rows.ts';

/** The images that match the query. Searched again only when an image list or the query changes. */
export const useImageSearch = (
	fleet: Fleet,
	{worker, query, user}: {worker: string | undefined; query: string; user: string},
): readonly Image[] =>
	useMemo(() => {
		const all = searchImages(offeredLists(fleet, worker), query, {
			me: user,
			labels: fleetLabels(fleet),
		});
		return query.trim() === '' ? recentFirst(all, lastLaunches(fleet, user)) : all;
	}, [fleet, worker, query, user]);

/** When this user last launched each image: `worker/reference` → the job's id, which sorts by time. */
const lastLaunches = (fleet: Fleet, user: string): ReadonlyMap<string, string> => {
	const last = new Map<string, string>();
	for (const view of Object.values(fleet)) {
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
