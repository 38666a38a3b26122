import type {ImageConfig} from '../../model/image-config.ts';
import type {RunOptions} from '../remote.ts';

/** Keeps lists fast. */
const maxImages = 50;

/**
 * Configurations of images by id. An image never changes, so each is requested once; one that cannot be read is omitted and
 * requested again.
 */
export const imageConfigs = (
	ask: (id: string, options?: RunOptions) => Promise<ImageConfig>,
): ((ids: readonly string[], options?: RunOptions) => Promise<ReadonlyMap<string, ImageConfig>>) => {
	const known = new Map<string, ImageConfig>();
	return async (ids, options) => {
		const unknown = ids.filter(id => !known.has(id)).slice(0, maxImages);
		await Promise.all(
			unknown.map(async id => {
				try {
					known.set(id, await ask(id, options));
				} catch {
					// Its containers are listed anyway.
				}
			}),
		);
		return known;
	};
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
