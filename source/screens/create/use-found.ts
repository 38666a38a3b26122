import {useState} from 'react';
import type {FoundPatterns} from '../../model/exclude-choice.ts';
import type {SecretSearch} from '../../model/secret-finding.ts';
import type {SnapshotSource} from '../../model/snapshot.ts';

/** What was read of the DevBox of the flow after the form; undefined: not yet. */
export type Found = {
	readonly search?: SecretSearch | undefined;
	readonly patterns?: FoundPatterns | undefined;
};

/** Keeps it while the user goes back and forth; a DevBox that was inspected anew is read anew. */
export const useFound = () => {
	const [known, setKnown] = useState<{of: SnapshotSource; found: Found} | undefined>(undefined);
	return {
		foundOf: (source: SnapshotSource): Found => (known?.of === source ? known.found : {}),
		keepFound: (of: SnapshotSource, found: Found) => setKnown({of, found}),
	};
};
