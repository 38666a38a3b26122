import type {Image} from '../model/image.ts';
import type {LaunchContext} from '../model/launch.ts';

/** What was seen so long ago is looked at again. */
const freshMs = 5000;

export type LookAhead = {
	/** Looks at an image that may be launched soon, in place of the one before. */
	readonly begin: (image: Image) => void;
	/** What was seen of it, or a new look. @throws Failure as a look does */
	readonly take: (image: Image) => Promise<LaunchContext>;
};

/** Looks before it is asked, so that a launch need not wait for it. @param look one look at a worker, for an image */
export const createLookAhead = (
	look: (image: Image, signal?: AbortSignal) => Promise<LaunchContext>,
	now: () => number = Date.now,
): LookAhead => {
	type Seen = {readonly image: Image; readonly at: number; readonly context: Promise<LaunchContext>};
	let seen: (Seen & {readonly stop: AbortController}) | undefined;
	const isFresh = (image: Image): boolean =>
		seen !== undefined && isSame(seen.image, image) && now() - seen.at < freshMs;
	return {
		begin(image) {
			if (isFresh(image)) return;
			seen?.stop.abort();
			const stop = new AbortController();
			const context = look(image, stop.signal);
			// Whoever takes it is told.
			context.catch(() => {});
			seen = {image, at: now(), context, stop};
		},
		take(image) {
			const found = isFresh(image) ? seen : undefined;
			// A launch changes what is taken.
			seen = undefined;
			return found === undefined ? look(image) : found.context.catch(() => look(image));
		},
	};
};

/** Lists that were read again hold other objects for the same images. */
const isSame = (a: Image, b: Image): boolean =>
	a.worker === b.worker && a.reference === b.reference && a.id === b.id;
