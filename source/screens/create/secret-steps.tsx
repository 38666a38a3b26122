import {useState} from 'react';
import {redecided, type SecretSearch, secretsWithin} from '../../model/secret-finding.ts';
import type {Draft, SnapshotSource} from '../../model/snapshot.ts';
import {neutralise} from '../../model/text.ts';
import {Inspecting} from '../shared/inspecting.tsx';
import {useApp} from '../shared/use-app.ts';
import {CreateSecrets} from './create-secrets.tsx';
import {createStages} from './create-stages.ts';

/** The search for secrets in the DevBox of the flow; a DevBox that was inspected anew is searched anew. */
export const useSecretSearch = () => {
	const [known, setKnown] = useState<{of: SnapshotSource; search: SecretSearch} | undefined>(undefined);
	return {
		searchOf: (source: SnapshotSource) => (known?.of === source ? known.search : undefined),
		keepSearch: (of: SnapshotSource, search: SecretSearch) => setKnown({of, search}),
	};
};

/** Between the details and the review: searches, and lets the user decide about what was found. Without a finding it is passed. */
export const SecretSteps = ({
	source,
	draft,
	search,
	onSearch,
	onReview,
	onBack,
}: {
	source: SnapshotSource;
	draft: Draft;
	/** Undefined: not yet. */
	search: SecretSearch | undefined;
	onSearch: (search: SecretSearch) => void;
	onReview: (search: SecretSearch) => void;
	onBack: () => void;
}) => {
	const {actions} = useApp();
	const place = {
		crumbs: ['Create image', source.worker.name, neutralise(source.devbox.name)],
		stages: createStages('Secrets', {worker: source.worker.name, devbox: source.devbox.name}),
	};
	if (search === undefined)
		return (
			<Inspecting
				{...place}
				words="Looking for secrets in what the DevBox has beyond its image …"
				ask={signal => actions.searchSecrets(source, signal)}
				onBack={onBack}
				onNext={found =>
					secretsWithin(found.secrets, draft.edits).length === 0 ? onReview(found) : onSearch(found)
				}
			/>
		);
	return (
		<CreateSecrets
			{...place}
			secrets={secretsWithin(search.secrets, draft.edits)}
			onNext={decided => onReview(redecided(search, decided))}
			onBack={onBack}
		/>
	);
};
