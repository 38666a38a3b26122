import {identityKinds} from '../model/identity.ts';
import {identityOf} from '../model/identity-choice.ts';
import type {PlanFile} from './step.ts';

/** The table of identities for the worker: lines `ID remove|empty GLOB`. */
export const identityFile: PlanFile = {
	name: 'identity',
	text: identityKinds
		.flatMap(({id, remove = [], empty = []}) => [
			...remove.map(glob => `${id} remove ${glob}\n`),
			...empty.map(glob => `${id} empty ${glob}\n`),
		])
		.join(''),
};

/** What a draft clears, as ids with commas between. @param chosen undefined for the default */
export const identityIds = (chosen: readonly string[] | undefined): string =>
	identityOf(chosen)
		.map(each => each.id)
		.join(',');

/** Words for linux-launch.sh that renew an identity before the verb that follows; none without ids. @param image its id or reference */
export const renewing = (ids: readonly string[] | undefined, image: string): readonly string[] =>
	ids === undefined || ids.length === 0 ? [] : ['renewing', ids.join(','), image];
