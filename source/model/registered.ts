import type {Fleet} from './fleet.ts';
import type {Image} from './image.ts';

/** A name in a registry that a worker recorded for one of its images, when it pushed or pulled it; nobody asks the registry. */
export type Registered = {readonly worker: string; readonly id: string; readonly name: string};

/** The names of an image in registries, whichever worker recorded them. */
export const registryNames = ({id}: Pick<Image, 'id'>, all: readonly Registered[]): readonly string[] => [
	...new Set(all.flatMap(each => (each.id === id ? [each.name] : []))),
];

/** What a worker could pull: names in registries of images that other workers have and it lacks. */
export const pullableNames = (
	worker: string,
	all: readonly Registered[],
	fleet: Fleet,
): readonly string[] => {
	const images = fleet[worker]?.images;
	if (images === undefined) return [];
	const there = new Set(images.content.managed.map(({id}) => id));
	return [...new Set(all.flatMap(({id, name}) => (there.has(id) ? [] : [name])))];
};
