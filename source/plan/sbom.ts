import {splitReference, toReference} from '../model/reference.ts';
import type {SnapshotRequest} from './snapshot.ts';
import type {Step} from './step.ts';

/** Lists the packages of the image to be; see docs/decisions/provenance.md. @param staging the staging container's name, or '' */
export const listPackages = ({source, draft, createdAt}: SnapshotRequest, staging: string): Step => {
	const {name, tag} = splitReference(toReference(draft.name, draft.tag));
	return {
		id: 'packages',
		title: 'List the packages',
		argv: ['sh', './linux-snapshot.sh', 'packages', source.devbox.id, staging, name, tag, createdAt],
		undo: ['sh', './linux-snapshot.sh', 'unlist'],
	};
};
