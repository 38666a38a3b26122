import {nameProblem, toReference} from './reference.ts';

const maxLength = 64;

/** A valid image name near to the name of a container: lowercase, one separator between its parts. */
const toImageName = (name: string): string => {
	const bare = name
		.toLowerCase()
		.replaceAll(/[^a-z0-9._-]+/gu, '-')
		.replaceAll(/[._-]{2,}/gu, '-')
		.replaceAll(/^[._-]+|[._-]+$/gu, '')
		.slice(0, maxLength - 8)
		.replace(/[._-]+$/u, '');
	return nameProblem(bare) === undefined ? bare : `${bare || 'image'}-1`;
};

/**
 * A name for an image that no image on the worker has: the name itself, else `-2`, `-3`, … after it.
 * @param name of the DevBox or folder that the image is made of
 * @param taken every reference in use on the worker · @param tag '' is `latest`
 */
export const freeName = (
	name: string,
	{taken, tag = ''}: {taken: readonly string[]; tag?: string},
): string => {
	const base = nameProblem(name) === undefined && name.length <= maxLength - 4 ? name : toImageName(name);
	const used = new Set(taken);
	const isFree = (each: string) => !used.has(toReference(each, tag));
	let next = base;
	for (let count = 2; !isFree(next); count += 1) next = `${base}-${count}`;
	return next;
};
