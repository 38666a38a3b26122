import type {ListName, WorkerView} from '../../model/fleet.ts';
import {isFull} from '../../model/worker.ts';
import {ago} from './age.ts';

/** A worker's state in a word or two. */
export const reachWord = (view: WorkerView): string => {
	switch (view.reach.state) {
		case 'waiting':
			return 'waiting';
		case 'connecting':
			return 'connecting';
		case 'ready':
			return isFull(view.reach) ? 'full' : 'ready';
		case 'down':
			return 'down';
	}
};

/** Why a worker's lists may be out of date, or undefined when they are current. */
export const staleWord = (view: WorkerView, list: ListName, now = Date.now()): string | undefined => {
	const listing = view[list];
	const why = view.stale[list] ?? (view.reach.state === 'ready' ? undefined : reachWord(view));
	if (why === undefined) return undefined;
	const reason = why.replace(/\.$/u, '');
	return listing === undefined ? reason : `${reason}, as of ${ago(listing.at, now)}`;
};
