import type {ImageConfig} from '../../model/image-config.ts';
import type {RunOptions} from '../remote.ts';

/** Keeps lists fast. */
const maxImages = 50;
/** What is kept of images that are in no list any more. */
const maxKnown = 1000;

/**
 * Configurations of images by id. An image never changes, so each is requested once; one that cannot be read is omitted and
 * requested again.
 */
export const imageConfigs = (
	ask: (id: string, options?: RunOptions) => Promise<ImageConfig>,
): ((ids: readonly string[], options?: RunOptions) => Promise<ReadonlyMap<string, ImageConfig>>) => {
	const known = new Map<string, ImageConfig>();
	const unread = new Set<string>();
	return async (ids, options) => {
		if (known.size + unread.size > maxKnown) forgetOthers([known, unread], ids);
		const unknown = ids
			.filter(id => !known.has(id))
			// Those that could not be read come last, or none of the others would have its turn.
			.toSorted((a, b) => Number(unread.has(a)) - Number(unread.has(b)))
			.slice(0, maxImages);
		await Promise.all(
			unknown.map(async id => {
				try {
					known.set(id, await ask(id, options));
					unread.delete(id);
				} catch {
					unread.add(id);
					// Its containers are listed anyway.
				}
			}),
		);
		return known;
	};
};

type Ids = {keys(): Iterable<string>; delete(id: string): boolean};

const forgetOthers = (all: readonly Ids[], ids: readonly string[]): void => {
	const wanted = new Set(ids);
	for (const each of all) for (const id of [...each.keys()]) if (!wanted.has(id)) each.delete(id);
};

/**
 * Coalesces equal requests (the same signal and timeout) of one turn of the event loop into one. Later callers get a fresh
 * answer, since things may have changed.
 */
export const coalesce = <T>(
	ask: (options?: RunOptions) => Promise<T>,
): ((options?: RunOptions) => Promise<T>) => {
	let last: {readonly options: RunOptions | undefined; readonly answer: Promise<T>} | undefined;
	return options => {
		if (last !== undefined && isAlike(last.options, options)) return last.answer;
		const answer = ask(options);
		last = {options, answer};
		setImmediate(() => {
			last = undefined;
		});
		return answer;
	};
};

const isAlike = (a: RunOptions = {}, b: RunOptions = {}): boolean =>
	a.signal === b.signal && a.timeoutMs === b.timeoutMs;
