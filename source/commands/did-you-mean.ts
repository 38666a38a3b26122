import Fuse from 'fuse.js';
import {neutralise} from '../model/text.ts';

/** Fuse's scores: 0 is equal, 1 nothing alike. Allows about one mistake in three letters. */
const maxScore = 0.4;

/**
 * A hint for a name that does not exist: the name that was probably meant, or the usual hint.
 * @param names what exists; may come from a worker
 */
export const didYouMean = (wanted: string, names: readonly string[], hint: string): string => {
	// Every name contains an empty one.
	if (wanted.trim() === '') return hint;
	const fuse = new Fuse([...new Set(names)], {threshold: maxScore});
	const [closest] = fuse.search(wanted, {limit: 1});
	return closest === undefined ? hint : `Did you mean ${neutralise(closest.item)}?`;
};
