import type {Image} from '../model/image.ts';
import {referenceLock} from './snapshot-locks.ts';
import type {Plan} from './step.ts';

/** Deletes old images of a user, name by name; what came into use meanwhile stays, and the log says why. */
export const retentionPlan = (images: readonly Pick<Image, 'id' | 'reference'>[]): Plan => ({
	steps: [
		{
			id: 'delete',
			title: 'Delete old images',
			argv: ['sh', './image-step.sh', 'old', ...images.flatMap(({id, reference}) => [id, reference])],
		},
	],
	// A snapshot may be about to give one of these names to its image.
	locks: images.map(({reference}) => referenceLock(reference)),
	done: 'Old images are deleted.',
});
