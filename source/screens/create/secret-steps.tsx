import {redecided, secretsWithin} from '../../model/secret-finding.ts';
import type {Draft, SnapshotSource} from '../../model/snapshot.ts';
import {neutralise} from '../../model/text.ts';
import {Inspecting} from '../shared/inspecting.tsx';
import {useApp} from '../shared/use-app.ts';
import {CreateSecrets} from './create-secrets.tsx';
import {createStages} from './create-stages.ts';
import type {Found} from './use-found.ts';

/** Between the details and the review: reads the patterns, searches, and lets the user decide about what was found. */
export const SecretSteps = ({
	source,
	draft,
	found: {search, patterns},
	onFound,
	onReview,
	onBack,
}: {
	source: SnapshotSource;
	draft: Draft;
	found: Found;
	/** The first time. */
	onFound: (found: Required<Found>) => void;
	onReview: (found: Found) => void;
	onBack: () => void;
}) => {
	const {actions} = useApp();
	const place = {
		crumbs: ['Create image', source.worker.name, neutralise(source.devbox.name)],
		stages: createStages('Secrets', {worker: source.worker.name, devbox: source.devbox.name}),
	};
	if (search === undefined || patterns === undefined)
		return (
			<Inspecting
				{...place}
				words="Looking for secrets in what the DevBox has beyond its image …"
				ask={async signal => {
					const [secrets, all] = await Promise.all([
						search ?? actions.searchSecrets(source, signal),
						patterns ?? actions.patterns(source, signal),
					]);
					return {search: secrets, patterns: all};
				}}
				onBack={onBack}
				onNext={onFound}
			/>
		);
	return (
		<CreateSecrets
			{...place}
			secrets={secretsWithin(search.secrets, draft.edits)}
			onNext={decided => onReview({patterns, search: redecided(search, decided)})}
			onBack={onBack}
		/>
	);
};
