import type {Image} from '../model/image.ts';
import type {LaunchContext} from '../model/launch.ts';

/** An older probe is repeated. */
const freshMs = 5000;

export type Prefetch = {
	/** Probes for an image that may be launched soon; cancels the previous probe. */
	readonly begin: (image: Image) => void;
	/** The prefetched context, or a new probe. @throws Failure as a probe does */
	readonly take: (image: Image) => Promise<LaunchContext>;
};

/** Probes ahead of time, so that a launch need not wait. @param probe one probe of a worker for an image */
export const createPrefetch = (
	probe: (image: Image, signal?: AbortSignal) => Promise<LaunchContext>,
	now: () => number = Date.now,
): Prefetch => {
	type Seen = {readonly image: Image; readonly at: number; readonly context: Promise<LaunchContext>};
	let seen: (Seen & {readonly stop: AbortController}) | undefined;
	const isFresh = (image: Image): boolean =>
		seen !== undefined && isSame(seen.image, image) && now() - seen.at < freshMs;
	return {
		begin(image) {
			if (isFresh(image)) return;
			seen?.stop.abort();
			const stop = new AbortController();
			const context = probe(image, stop.signal);
			// `take` reports it.
			context.catch(() => {});
			seen = {image, at: now(), context, stop};
		},
		take(image) {
			const found = isFresh(image) ? seen : undefined;
			// A launch changes names and ports in use.
			seen = undefined;
			return found === undefined ? probe(image) : found.context.catch(() => probe(image));
		},
	};
};

/** Refreshed lists have new objects for the same images. */
const isSame = (a: Image, b: Image): boolean =>
	a.worker === b.worker && a.reference === b.reference && a.id === b.id;
