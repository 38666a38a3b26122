import {capabilityTitle} from './capability.ts';
import type {Image} from './image.ts';
import {fitsLabels, type WorkerLabels} from './worker-labels.ts';

const fieldNames = ['tag', 'cap', 'os', 'owner', 'worker', 'label', 'from'] as const;
type FieldName = (typeof fieldNames)[number];

/** A parsed image filter: `tax tag:v2 cap:git os:windows owner:me`. */
export type ImageQuery = {
	/** Free words, lowercase; each has to match. */
	readonly words: readonly string[];
	readonly fields: readonly {readonly name: FieldName; readonly value: string}[];
};

/** A field word without a value (`tag:`) is ignored; any other word with a colon is a free word. */
export const parseImageQuery = (typed: string): ImageQuery => {
	const words: string[] = [];
	const fields: ImageQuery['fields'][number][] = [];
	for (const word of typed.trim().toLowerCase().split(/\s+/u)) {
		const colon = word.indexOf(':');
		const name = fieldNames.find(each => each === word.slice(0, colon));
		if (name === undefined) words.push(word);
		else if (word.length > colon + 1) fields.push({name, value: word.slice(colon + 1)});
	}
	return {words: words.filter(word => word !== ''), fields};
};

/** What some field words mean: the user that `owner:me` stands for, and what `label:` asks of an image's worker. */
export type QueryContext = {readonly me: string; readonly labels?: WorkerLabels};

/** Whether an image matches all field words; values match prefixes. */
export const fitsFields = (image: Image, {fields}: ImageQuery, {me, labels}: QueryContext): boolean =>
	fields.every(({name, value}) =>
		name === 'label'
			? fitsLabels(labels?.[image.worker], [value])
			: fitsField(image, name, value === 'me' && name === 'owner' ? me : value),
	);

const fitsField = (image: Image, name: Exclude<FieldName, 'label'>, value: string): boolean => {
	switch (name) {
		case 'tag':
			return begins(image.tag, value);
		case 'cap':
			return image.capabilities.some(each => begins(capabilityTitle(each), value));
		case 'os':
			return begins(image.os, value);
		case 'owner':
			return begins(image.owner ?? '', value);
		case 'worker':
			return begins(image.worker, value);
		case 'from':
			return (image.base ?? '').toLowerCase().includes(value);
	}
};

const begins = (text: string, value: string): boolean => text.toLowerCase().startsWith(value.toLowerCase());
