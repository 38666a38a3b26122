import {useContext} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import {type SecretSearch, secretsWithin} from '../../model/secret-finding.ts';
import {isWindows} from '../../model/snapshot.ts';
import {snapshotCommand} from '../../model/snapshot-command.ts';
import {neutralise} from '../../model/text.ts';
import {Review} from '../shared/review.tsx';
import {useApp} from '../shared/use-app.ts';
import {createCommands, createLines} from './create-lines.ts';
import {createStages} from './create-stages.ts';
import type {DevboxStep} from './devbox-step.ts';

type Props = DevboxStep & {readonly at: 'review'} & {
	readonly search: SecretSearch | undefined;
	readonly setStep: (step: DevboxStep) => void;
};

/** The last step of Create Image from a DevBox. */
export const DevboxReview = ({source, draft, planned, search, setStep}: Props) => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const {worker, devbox} = source;
	/** For the next image of the DevBox. The job goes on without it. */
	const keepPatterns = async () => {
		if (draft.excludes?.instead === undefined) return;
		try {
			await actions.savePatterns(source, draft.excludes.instead);
		} catch (thrown) {
			notify(failureText(thrown));
		}
	};
	return (
		<Review
			crumbs={['Create image', worker.name, neutralise(devbox.name)]}
			stages={createStages('Review', {worker: worker.name, devbox: devbox.name})}
			title={`${planned.request.reference} on ${worker.name}`}
			lines={createLines(source, draft, {planned, search})}
			commands={createCommands(planned)}
			command={snapshotCommand(source, draft, search)}
			changes={changesOf({source, draft, search}, setStep)}
			submitTitle="Create image"
			submit={async () => {
				const request = await actions.submit(planned);
				await keepPatterns();
				return request;
			}}
			onDone={request => navigation.replace({name: 'job', request})}
			onBack={() => setStep({at: 'details', source, draft})}
		/>
	);
};

/** What can be changed in the review; nothing where nobody can look into the disk. */
const changesOf = (
	{source, draft, search}: Pick<Props, 'source' | 'draft' | 'search'>,
	setStep: Props['setStep'],
): readonly Binding[] => {
	if (isWindows(source.devbox)) return [];
	const hasSecrets = secretsWithin(search?.secrets ?? [], draft.edits).length > 0;
	return [
		{key: 'i', title: 'Identity', run: () => setStep({at: 'identity', source, draft})},
		...(hasSecrets ? [{key: 's', title: 'Secrets', run: () => setStep({at: 'secrets', source, draft})}] : []),
		{key: 'p', title: 'Contents', run: () => setStep({at: 'contents', source, draft, from: 'review'})},
	];
};
