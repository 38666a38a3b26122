import type {Devbox} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import {imagesMadeFrom} from '../model/rollback.ts';

/**
 * The image to roll back to: the named one, or the newest.
 * @param images managed images of the worker @param wanted a reference, `name:tag` or the start of an id
 * @throws Failure (usage) where the DevBox has no such image
 */
export const chooseRollback = (devbox: Devbox, images: readonly Image[], wanted?: string): Image => {
	const own = imagesMadeFrom(devbox, images);
	const [newest] = own;
	if (newest === undefined)
		throw new Failure(`No image on ${devbox.worker} says that it was made from ${devbox.name}.`, {
			kind: 'usage',
			hint: 'Create one with `ingot create`. Images of older releases of Ingot do not say it: launch those.',
		});
	if (wanted === undefined) return newest;
	const found = own.find(
		({reference, name, tag, id}) =>
			[reference, `${name}:${tag}`].includes(wanted) ||
			(tag === 'latest' && name === wanted) ||
			(wanted.length >= 12 && id.startsWith(wanted)),
	);
	if (found !== undefined) return found;
	throw new Failure(`${wanted} is no image of ${devbox.name} on ${devbox.worker}.`, {
		kind: 'usage',
		hint: `Its images: ${own.map(each => `${each.name}:${each.tag}`).join(', ')}.`,
	});
};
