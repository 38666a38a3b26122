import type {Devbox} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';

/**
 * Lets one change of a DevBox begin at a time: a key that is pressed twice before the first job has begun would start a second one,
 * which fails because the first holds the DevBox.
 */
export const oneAtATime = (): (<Begun>(devbox: Devbox, begin: () => Promise<Begun>) => Promise<Begun>) => {
	const beginning = new Set<string>();
	return async ({worker, id, name}, begin) => {
		const key = `${worker}/${id}`;
		if (beginning.has(key))
			throw new Failure(`A job for ${name} is beginning already.`, {
				kind: 'conflict',
				hint: 'Its screen opens in a moment.',
			});
		beginning.add(key);
		try {
			return await begin();
		} finally {
			beginning.delete(key);
		}
	};
};
