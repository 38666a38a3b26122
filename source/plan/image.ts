import type {Image} from '../model/image.ts';
import {referenceLock} from './snapshot-locks.ts';
import type {Plan} from './step.ts';

const script = ['sh', './image-step.sh'] as const;

/** Deletes a name of an image; with its last name, the image. @param isLast whether no other name is to be left */
export const deletePlan = (
	{id, reference}: Pick<Image, 'id' | 'reference'>,
	{isLast}: {isLast: boolean},
): Plan => ({
	steps: [
		{
			id: 'delete',
			title: isLast ? 'Delete the image' : 'Delete the name',
			argv: [...script, 'remove', id, reference, isLast ? 'last' : 'other'],
		},
	],
	// A snapshot may be about to give this name to its image.
	locks: [referenceLock(reference)],
	done: isLast ? `${reference} is deleted.` : `${reference} is deleted; the image keeps its other names.`,
});

/** Deletes a user's images without a name; those that came into use meanwhile stay. @param ids as listed */
export const prunePlan = (user: string, ids: readonly string[]): Plan => ({
	steps: [{id: 'prune', title: 'Delete unnamed images', argv: [...script, 'prune', user, ...ids]}],
	locks: [],
	done: 'Unnamed images are deleted.',
});
