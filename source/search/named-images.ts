import type {Image} from '../model/image.ts';
import type {QueryContext} from '../model/image-query.ts';
import {searchImagesStrictly} from './search-images.ts';

/** An id as Podman takes it. Podman prints twelve digits; fewer than seven could be a word. */
const idWords = /^(?:sha256:)?([0-9a-f]{7,64})$/u;

/**
 * The images that a command means: those of a reference, of `name:tag`, of a `name` (its `latest`, where there is one), of an id or the
 * beginning of one; only then those that a search for the words finds.
 * @param lists one list per worker
 */
export const namedImages = (
	lists: readonly (readonly Image[])[],
	wanted: string,
	context: QueryContext,
): readonly Image[] => {
	const all = lists.flat();
	const exact = all.filter(
		image => image.reference === wanted || `${image.name}:${image.tag}` === wanted || image.id === wanted,
	);
	if (exact.length > 0) return exact;
	const named = all.filter(image => image.name === wanted);
	if (named.length > 0) {
		const latest = named.filter(image => image.tag === 'latest');
		return latest.length > 0 ? latest : named;
	}
	const id = idWords.exec(wanted)?.[1];
	const identified = id === undefined ? [] : all.filter(image => image.id.startsWith(id));
	return identified.length > 0 ? identified : searchImagesStrictly(lists, wanted, context);
};
