import {useMemo} from 'react';
import type {Fleet} from '../model/fleet.ts';
import {searchImages} from '../search/search-images.ts';
import {offeredLists, type PickerRow, pickerRows, type Refuse} from './picker-rows.ts';
import {lastLaunches, recentFirst} from './recent-launches.ts';

/** The images that a picker shows for what is typed. Searched again only when an image list or the query changes. */
export const useImageSearch = (
	fleet: Fleet,
	{worker, query, user, refuse}: {worker: string | undefined; query: string; user: string; refuse: Refuse},
): readonly PickerRow[] => {
	const found = useMemo(() => {
		const all = searchImages(offeredLists(fleet, worker), query, user);
		return query.trim() === '' ? recentFirst(all, lastLaunches(fleet, user)) : all;
	}, [fleet, worker, query, user]);
	return useMemo(() => pickerRows(found, fleet, refuse), [found, fleet, refuse]);
};
