import {useMemo} from 'react';
import type {Fleet} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {searchImages} from '../../search/search-images.ts';
import {offeredLists} from './picker-rows.ts';
import {lastLaunches, recentFirst} from './recent-launches.ts';

/** The images that a picker shows for what is typed. Searched again only when an image list or the query changes. */
export const useImageSearch = (
	fleet: Fleet,
	{worker, query, user}: {worker: string | undefined; query: string; user: string},
): readonly Image[] =>
	useMemo(() => {
		const all = searchImages(offeredLists(fleet, worker), query, user);
		return query.trim() === '' ? recentFirst(all, lastLaunches(fleet, user)) : all;
	}, [fleet, worker, query, user]);
