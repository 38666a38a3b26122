import {splitReference, toReference} from '../model/reference.ts';
import {identityIds} from './identity.ts';
import type {SnapshotRequest} from './snapshot.ts';
import type {Step} from './step.ts';

/**
 * Lists the packages of the image to be (docs/decisions/provenance.md) and, where there is a copy, clears the identity in it
 * (docs/decisions/identity.md). One step, because the list is made while the copy is compared. @param staging the staging container's
 * name, or ''
 */
export const listPackages = ({source, draft, createdAt}: SnapshotRequest, staging: string): Step => {
	const {name, tag} = splitReference(toReference(draft.name, draft.tag));
	const ids = staging === '' ? '' : identityIds(draft.identity);
	return {
		id: 'packages',
		title: ids === '' ? 'List the packages' : 'List the packages and clear the identity',
		argv: ['sh', './linux-snapshot.sh', 'packages', source.devbox.id, staging, name, tag, createdAt, ids],
		undo: ['sh', './linux-snapshot.sh', 'unlist'],
	};
};
