import type {Devbox} from './devbox.ts';
import {type Fleet, imagesOf, schedulesOf} from './fleet.ts';
import type {Image} from './image.ts';
import type {Schedule} from './schedule.ts';

/** What uses an image on its worker. */
export type ImageUse = {
	/** All names of the image, its own included. */
	readonly tags: readonly string[];
	/** DevBoxes made from it, running or not. */
	readonly devboxes: readonly string[];
	/** Volumes with a disk that is based on its disk. */
	readonly volumes: readonly string[];
	/** Schedules that launch it by this reference. */
	readonly schedules: readonly string[];
	/** The worker that it was copied from. */
	readonly copiedFrom?: string | undefined;
	/** Names in registries to which it was pushed or from which it was pulled; whether they have it still, nobody asks. */
	readonly registries?: readonly {readonly name: string; readonly digest: string}[];
};

/** Whether removing this name removes the image. */
export const isLastTag = ({tags}: ImageUse): boolean => tags.length < 2;

/** Everything that uses it, for people; empty if nothing does. */
export const usedBy = ({devboxes, volumes, schedules}: ImageUse): readonly string[] => [
	...named(devboxes, 'DevBox', 'DevBoxes'),
	...named(volumes, 'volume', 'volumes'),
	...named(schedules, 'schedule', 'schedules'),
];

const named = (names: readonly string[], one: string, many: string): readonly string[] =>
	names.length === 0 ? [] : [`${names.length === 1 ? one : many} ${names.join(', ')}`];

/** What uses an image, in one line. */
export const usedByText = (use: ImageUse): string => usedBy(use).join(' · ') || 'nothing on its worker';

/** Its names besides this one. */
export const otherTags = ({reference}: Pick<Image, 'reference'>, {tags}: ImageUse): readonly string[] =>
	tags.filter(each => each !== reference);

/** What the lists of the fleet know to use an image; only its worker knows the volumes. */
export const knownUse = (image: Image, fleet: Fleet): ImageUse =>
	listedUse(image, {
		images: imagesOf(fleet, image.worker),
		devboxes: fleet[image.worker]?.devboxes?.content ?? [],
		schedules: schedulesOf(fleet, image.worker),
	});

/** The same from the lists of its worker. */
export const listedUse = ({id, reference}: Image, {images, devboxes, schedules}: WorkerLists): ImageUse => ({
	tags: images.flatMap(each => (each.id === id ? [each.reference] : [])),
	devboxes: devboxes.flatMap(each => (each.imageId === id ? [each.name] : [])),
	volumes: [],
	schedules: schedules.flatMap(each => (each.reference === reference ? [each.draft.name] : [])),
});

type WorkerLists = {
	readonly images: readonly Image[];
	readonly devboxes: readonly Devbox[];
	readonly schedules: readonly Schedule[];
};

export type RemovalProblem = {
	readonly reason: string;
	readonly hint: string;
	/** The reason beside the name: `in use by DevBox api`. */
	readonly brief: string;
};

/**
 * Why this name of an image cannot be removed, or undefined. While the image has other names, DevBoxes and volumes lose
 * nothing; schedules find their image by its name. @param isForced accept that schedules fail
 */
export const removalProblem = (
	{reference}: Pick<Image, 'reference'>,
	use: ImageUse,
	isForced: boolean,
): RemovalProblem | undefined => {
	const holders = isLastTag(use) ? usedBy({...use, schedules: []}) : [];
	if (holders.length > 0)
		return {
			...inUse(reference, usedBy(use)),
			hint: 'Remove these DevBoxes and volumes first.',
		};
	if (use.schedules.length > 0 && !isForced)
		return {
			...inUse(reference, usedBy({...use, devboxes: [], volumes: []})),
			hint: 'Change or delete these schedules first, or use --force and their runs will fail.',
		};
	return undefined;
};

const inUse = (reference: string, users: readonly string[]): Pick<RemovalProblem, 'reason' | 'brief'> => {
	const brief = `in use by ${users.join('; ')}`;
	return {reason: `${reference} is ${brief}.`, brief};
};
