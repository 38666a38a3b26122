import type {Image} from '../model/image.ts';
import {parseImageQuery} from '../model/image-query.ts';
import {placesInOrder} from './match-word.ts';

/** Pairs of first and last index (both included), as Fuse gives them. */
type Ranges = readonly (readonly [number, number])[];

/** What to highlight in the name and in the tag of an image. */
export type ImageHighlight = {readonly name: Ranges; readonly tag: Ranges};

/** Where an image holds the words of a query. Computed only for the rows on the screen. */
export const highlightImage = (image: Image, typed: string): ImageHighlight => {
	const name: [number, number][] = [];
	const tag: [number, number][] = [];
	for (const word of parseImageQuery(typed).words) {
		const inName = matchRanges(image.name.toLowerCase(), word);
		if (inName.length > 0) name.push(...inName);
		else if (image.tag.toLowerCase().includes(word)) tag.push(...matchRanges(image.tag.toLowerCase(), word));
	}
	return {name, tag};
};

/** The runs of a word's letters in a text; empty when not all are there in order. */
const matchRanges = (text: string, word: string): [number, number][] => {
	const at = text.indexOf(word);
	if (at >= 0) return [[at, at + word.length - 1]];
	const ranges: [number, number][] = [];
	for (const place of placesInOrder(text, word) ?? []) {
		const last = ranges.at(-1);
		if (last !== undefined && last[1] === place - 1) last[1] = place;
		else ranges.push([place, place]);
	}
	return ranges;
};
