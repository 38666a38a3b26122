import type {Account} from '../model/account.ts';
import {Failure} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import {type ImageUse, isLastTag, removalProblem} from '../model/image-use.ts';
import {mayChangeImage, requireAllowed} from '../model/policy.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {manageImageOn} from './image-script.ts';
import {listSchedules} from './list-schedules.ts';

const volumeWords = 'the volume ';

/** Reads what uses an image on its worker. @throws Failure (conflict) if the image is gone */
export const readImageUse = async (
	remote: Remote,
	image: Pick<Image, 'id' | 'reference'>,
	options?: RunOptions,
): Promise<ImageUse> => {
	const [stdout, {schedules}] = await Promise.all([
		manageImageOn(remote, ['use', image.id], options),
		listSchedules(remote, options),
	]);
	const rest = (word: string) =>
		stdout.split('\n').flatMap(line => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
	const needers = rest('needs')
		.flatMap(line => line.split(', '))
		.filter(each => each !== '');
	const [copiedFrom] = rest('origin');
	const registries = rest('registry').map(toRegistered);
	return {
		tags: rest('name'),
		...(copiedFrom !== undefined && {copiedFrom}),
		...(registries.length > 0 && {registries}),
		devboxes: needers.filter(each => !each.startsWith(volumeWords)),
		volumes: needers.flatMap(each => (each.startsWith(volumeWords) ? [each.slice(volumeWords.length)] : [])),
		schedules: schedules.filter(each => each.reference === image.reference).map(each => each.draft.name),
	};
};

const toRegistered = (words: string): {name: string; digest: string} => {
	const [name = '', digest = ''] = words.split(' ');
	return {name, digest};
};

/** What the removal of a name left: other names, layers that other images build on, or nothing. */
export type Removed = 'untagged' | 'kept' | 'gone';

/** @throws Failure (refused) for others' images, and for one that is in use */
export const requireRemovable = (
	image: Image,
	use: ImageUse,
	{account, isForced}: {account: Account; isForced: boolean},
): void => {
	requireAllowed(mayChangeImage(account, image));
	const problem = removalProblem(image, use, isForced);
	if (problem !== undefined) throw new Failure(problem.reason, {kind: 'refused', hint: problem.hint});
};

/**
 * Removes a name of an image; with its last name, the image. Compares the list afterwards.
 * @param use as the user saw it: the worker checks again
 * @throws Failure as requireRemovable; (conflict) if it changed meanwhile; (failed) if it is still there
 */
export const removeImage = async (
	remote: Remote,
	image: Image,
	{use, ...how}: {use: ImageUse; account: Account; isForced: boolean},
): Promise<Removed> => {
	requireRemovable(image, use, how);
	const isLast = isLastTag(use);
	const said = await manageImageOn(remote, ['remove', image.id, image.reference, isLast ? 'last' : 'other']);
	const {references} = await remote.images();
	if (references.includes(image.reference))
		throw new Failure(`${image.reference} was removed, but ${remote.worker.name} still lists it.`, {
			hint: 'Another job may have created it again; `ingot images` shows it.',
		});
	if (!isLast) return 'untagged';
	return said.trim() === 'gone' ? 'gone' : 'kept';
};
