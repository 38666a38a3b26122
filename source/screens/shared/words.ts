import prettyMs from 'pretty-ms';
import type {ListName, WorkerView} from '../../model/fleet.ts';
import {isFull} from '../../model/worker.ts';

/** `3h`, `5m`; what is younger than a minute is `now`, and of what tells no time there is nothing to say. */
export const age = (at: number, now = Date.now()): string => {
	if (!Number.isFinite(at)) return '';
	return now - at < 60_000 ? 'now' : prettyMs(now - at, {compact: true});
};

/** How a worker stands, in a word or two. */
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

/** Why what is shown of a worker may be old, or undefined when it is fresh. */
export const staleWord = (view: WorkerView, list: ListName, now = Date.now()): string | undefined => {
	const listing = view[list];
	const why = view.stale[list] ?? (view.reach.state === 'ready' ? undefined : reachWord(view));
	if (why === undefined) return undefined;
	return listing === undefined
		? why
		: `${why}, as of ${age(listing.at, now) === 'now' ? 'just now' : `${age(listing.at, now)} ago`}`;
};
