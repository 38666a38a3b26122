import type {Image} from '../model/image.ts';
import {parseImageQuery} from '../model/image-query.ts';
import {matchRanges} from './match-word.ts';
import type {Ranges} from './ranges.ts';

/** What to mark in the name and in the tag of an image that was found. */
export type ImageHighlight = {readonly name: Ranges; readonly tag: Ranges};

/** Where the words that were typed are in an image. Asked only for images that are drawn. */
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
