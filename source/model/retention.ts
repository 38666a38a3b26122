import type {Image} from './image.ts';
import {type ImageUse, usedBy} from './image-use.ts';
import {byNumbers, byUnits} from './order.ts';
import {splitReference} from './reference.ts';

/** Which of somebody's images are kept. Everything else that nothing uses is old. */
export type Retention = {
	/** This many of the newest of each name, at least 1. */
	readonly keepLast: number;
	/** Everything that is younger, ms. */
	readonly keepWithinMs?: number | undefined;
	/** Only images with these names (`node-dev`, without a tag); all without it. */
	readonly names?: readonly string[] | undefined;
};

/** An image of a worker and what uses it. */
export type UsedImage = {readonly image: Image; readonly use: ImageUse};

/** A name of an image, whether it is deleted, and why it is kept, or is old. */
export type Retained = {readonly image: Image; readonly isOld: boolean; readonly why: string};

/**
 * Judges the images of one user on one worker, one row for each name, newest first by name; of those that were made in the same
 * second, the one with the highest tag counts as the newest. An image with several names is kept with all of them if one of them is kept.
 * @param images all golden images of the worker, one entry a name; those of others are left out @param now epoch ms
 */
export const applyRetention = (
	images: readonly UsedImage[],
	retention: Retention,
	{user, now}: {readonly user: string; readonly now: number},
): readonly Retained[] => {
	const own = images
		.filter(({image}) => image.owner === user)
		.toSorted(
			(a, b) =>
				byUnits(repository(a.image), repository(b.image)) ||
				b.image.createdAt - a.image.createdAt ||
				byNumbers(b.image.reference, a.image.reference),
		);
	const places = placesOf(own);
	const judged = own.map(({image, use}) => ({
		image,
		kept: whyKept({image, use}, retention, {place: places.get(image) ?? 1, now}),
		old: oldText(places.get(image) ?? 1),
	}));
	const firstKept = new Map(
		judged.flatMap(({image, kept}) => (kept === undefined ? [] : [[image.id, image] as const])).toReversed(),
	);
	return judged
		.filter(({image}) => isNamed(image, retention))
		.map(({image, kept, old}) => {
			const other = firstKept.get(image.id);
			const why = kept ?? (other === undefined ? undefined : `it is also ${other.name}:${other.tag}`);
			return {image, isOld: why === undefined, why: why ?? old};
		});
};

const repository = ({reference}: Image): string => splitReference(reference).name;

const isNamed = (image: Image, {names}: Retention): boolean =>
	names === undefined || names.includes(image.name);

/** The place of each among the images of its name, 1 for the newest; two tags of one image share it. */
const placesOf = (sorted: readonly UsedImage[]): ReadonlyMap<Image, number> => {
	const ids = new Map<string, string[]>();
	return new Map(
		sorted.map(({image}) => {
			const seen = ids.get(repository(image)) ?? [];
			if (!seen.includes(image.id)) seen.push(image.id);
			ids.set(repository(image), seen);
			return [image, seen.indexOf(image.id) + 1];
		}),
	);
};

const whyKept = (
	{image, use}: UsedImage,
	retention: Retention,
	{place, now}: {readonly place: number; readonly now: number},
): string | undefined => {
	const users = usedBy(use);
	if (!isNamed(image, retention)) return 'its name is not among those given';
	if (users.length > 0) return `in use by ${users.join('; ')}`;
	if (place <= Math.max(1, retention.keepLast))
		return place === 1 ? 'the newest of its name' : `one of the newest ${retention.keepLast} of its name`;
	if (retention.keepWithinMs !== undefined && now - image.createdAt < retention.keepWithinMs)
		return 'young enough';
	return undefined;
};

const oldText = (place: number): string => `number ${place} of its name by age`;

const hourMs = 3_600_000;
const units: Readonly<Record<string, number>> = {h: hourMs, d: 24 * hourMs, w: 7 * 24 * hourMs};

/** `12h`, `30d`, `8w` in ms; undefined if it is no age. */
export const parseAge = (typed: string): number | undefined => {
	const [, count, unit = ''] = /^([1-9]\d{0,5})([hdw])$/u.exec(typed.trim()) ?? [];
	return count === undefined ? undefined : Number(count) * (units[unit] ?? 0);
};
