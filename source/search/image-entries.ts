import {capabilityTitle} from '../model/capability.ts';
import type {Image} from '../model/image.ts';
import {lettersOf} from './letters.ts';

/** An image with the texts that are searched, lower case, and the letters that they hold. */
export type Entry = {
	readonly image: Image;
	readonly name: string;
	readonly tag: string;
	/** `name:tag`, as people type it. */
	readonly full: string;
	/** Capabilities and worker. */
	readonly rest: readonly string[];
	readonly letters: number;
};

/** Entries are made once per list, however often it is searched. */
const entriesOf = new WeakMap<readonly Image[], readonly Entry[]>();

/** Images as the search reads them, in lower case; memoized by the list. */
export const toEntries = (images: readonly Image[]): readonly Entry[] => {
	const known = entriesOf.get(images);
	if (known !== undefined) return known;
	const entries = images.map((image): Entry => {
		const name = image.name.toLowerCase();
		const tag = image.tag.toLowerCase();
		const rest = [...image.capabilities.map(capabilityTitle), image.worker].map(each => each.toLowerCase());
		const full = `${name}:${tag}`;
		return {image, name, tag, full, rest, letters: lettersOf(`${full} ${rest.join(' ')}`)};
	});
	entriesOf.set(images, entries);
	return entries;
};
