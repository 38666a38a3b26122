import type {Devbox} from './devbox.ts';
import type {Image} from './image.ts';
import {byNumbers} from './order.ts';

/**
 * The images that were made from a DevBox, the newest first; of those of one second, the highest tag first. A DevBox that was rolled back has another id than before, so the
 * name that it had counts as well.
 */
export const imagesMadeFrom = (
	{id, name, worker, os}: Pick<Devbox, 'id' | 'name' | 'worker' | 'os'>,
	images: readonly Image[],
): readonly Image[] =>
	images
		.filter(
			image =>
				image.worker === worker &&
				image.os === os &&
				(image.madeFrom?.id === id || image.madeFrom?.name === name),
		)
		.toSorted((a, b) => b.createdAt - a.createdAt || byNumbers(b.reference, a.reference));

/** What the DevBox is called once a new one has its name: `api-before-20261128-1545`, in UTC. @param taken names on the worker */
export const formerName = (name: string, at: Date, taken: readonly string[]): string => {
	const digits = at.toISOString().replaceAll(/\D/gu, '');
	const begin = `${name.slice(0, 40)}-before-${digits.slice(0, 8)}-${digits.slice(8, 12)}`;
	let former = begin;
	for (let count = 2; taken.includes(former); count += 1) former = `${begin}-${count}`;
	return former;
};

/** What a rollback does, in sentences. @param former what the DevBox is called afterwards; undefined while that is not known */
export const rollbackConsequences = (name: string, former = `${name}-before-…`): readonly string[] => [
	`${name} stops: its processes end, and what is unsaved in them is lost.`,
	`It stays as ${former}, stopped, with all its files, until you remove it.`,
	'A new DevBox from the image takes over its name, ports, mounts, variables and limits. Volumes keep their present content.',
];
