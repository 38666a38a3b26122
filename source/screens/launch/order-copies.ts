import type {Image} from '../../model/image.ts';

/** Rows so far down are reached by typing more. */
const maxOrdered = 500;

/**
 * Orders the images that several workers hold under one name, each group within the places that it has, so that the rank
 * of the name stays. @param compare which of two copies comes first
 */
export const orderCopies = (
	found: readonly Image[],
	compare: (a: Image, b: Image) => number,
): readonly Image[] => {
	const places = new Map<string, number[]>();
	for (const [at, {reference}] of found.slice(0, maxOrdered).entries()) {
		const known = places.get(reference);
		if (known === undefined) places.set(reference, [at]);
		else known.push(at);
	}
	const groups = [...places.values()].filter(each => each.length > 1);
	if (groups.length === 0) return found;
	const ordered = [...found];
	for (const group of groups) {
		const copies = group.flatMap(at => found[at] ?? []).toSorted(compare);
		group.forEach((at, index) => {
			const copy = copies[index];
			if (copy !== undefined) ordered[at] = copy;
		});
	}
	return ordered;
};
