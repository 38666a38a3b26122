import type {ImageConfig} from '../../model/image-config.ts';
import type {RunOptions} from '../remote.ts';

/** A list must not take long because of them. */
const mostImages = 50;

/**
 * Configurations of images by id. An image never changes, so each is asked for once; one that cannot be read is left out
 * and asked for again.
 */
export const imageConfigs = (
	ask: (id: string, options?: RunOptions) => Promise<ImageConfig>,
): ((ids: readonly string[], options?: RunOptions) => Promise<ReadonlyMap<string, ImageConfig>>) => {
	const known = new Map<string, ImageConfig>();
	return async (ids, options) => {
		const unknown = ids.filter(id => !known.has(id)).slice(0, mostImages);
		await Promise.all(
			unknown.map(async id => {
				try {
					known.set(id, await ask(id, options));
				} catch {
					// Its containers are listed all the same.
				}
			}),
		);
		return known;
	};
};
