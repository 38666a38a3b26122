import {useContext} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import {searchedDraft, secretsWithin, undecidedText} from '../../model/secret-finding.ts';
import type {Draft, SnapshotSource} from '../../model/snapshot.ts';
import {neutralise} from '../../model/text.ts';
import {Inspecting} from '../shared/inspecting.tsx';
import {useApp} from '../shared/use-app.ts';
import {CreateContents} from './create-contents.tsx';
import {CreateDetails} from './create-details.tsx';
import {CreateDevbox} from './create-devbox.tsx';
import {createStages} from './create-stages.ts';
import {DevboxReview} from './devbox-review.tsx';
import type {DevboxStep} from './devbox-step.ts';
import {IdentityScreen} from './identity-screen.tsx';
import {SecretSteps, useSecretSearch} from './secret-steps.tsx';

/** Create Image from a DevBox: DevBox, details, review, job. */
export const DevboxFlow = ({
	step,
	setStep,
	onSwitch,
	onWorker,
	onDevbox,
}: {
	step: DevboxStep;
	setStep: (step: DevboxStep) => void;
	/** To the other segment. */
	onSwitch: () => void;
	/** Back to the choice of the worker. */
	onWorker: () => void;
	/** Back to the choice of the DevBox on this worker. */
	onDevbox: (worker: string) => void;
}) => {
	const {actions} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const {searchOf, keepSearch} = useSecretSearch();
	const review = (source: SnapshotSource, draft: Draft, search = searchOf(source)) => {
		try {
			const planned = actions.plan(source, searchedDraft(draft, search));
			const isOpen = undecidedText(secretsWithin(search?.secrets ?? [], draft.edits)) !== undefined;
			setStep(
				search === undefined || isOpen
					? {at: 'secrets', source, draft}
					: {at: 'review', source, draft, planned},
			);
		} catch (thrown) {
			notify(failureText(thrown));
		}
	};
	switch (step.at) {
		case 'devbox':
			return (
				<CreateDevbox
					worker={step.worker}
					onSwitch={onSwitch}
					onBack={onWorker}
					onNext={next => setStep({at: 'inspect', worker: step.worker, devbox: next})}
				/>
			);
		case 'inspect':
			return (
				<Inspecting
					key={step.devbox}
					crumbs={['Create image', step.worker, 'DevBox']}
					stages={createStages('DevBox', {worker: step.worker})}
					words="Inspecting the DevBox and the free disk space …"
					ask={signal => actions.inspect(step.worker, step.devbox, signal)}
					onBack={() => onDevbox(step.worker)}
					onNext={source => setStep({at: 'details', source})}
				/>
			);
		case 'details':
			return (
				<CreateDetails
					{...step}
					onSwitch={draft => {
						if (draft !== undefined) setStep({at: 'details', source: step.source, draft, isTyped: true});
						onSwitch();
					}}
					onBack={() => onDevbox(step.source.worker.name)}
					onContents={draft => setStep({at: 'contents', source: step.source, draft, from: 'details'})}
					onNext={draft => review(step.source, draft)}
				/>
			);
		case 'contents':
			return (
				<CreateContents
					source={step.source}
					draft={step.draft}
					onReview={draft => review(step.source, draft)}
					onBack={draft =>
						step.from === 'review'
							? review(step.source, draft)
							: setStep({at: 'details', source: step.source, draft, isTyped: true})
					}
				/>
			);
		case 'secrets':
			return (
				<SecretSteps
					{...step}
					search={searchOf(step.source)}
					onSearch={found => keepSearch(step.source, found)}
					onReview={found => {
						keepSearch(step.source, found);
						review(step.source, step.draft, found);
					}}
					onBack={() => setStep({at: 'details', source: step.source, draft: step.draft, isTyped: true})}
				/>
			);
		case 'identity':
			return (
				<IdentityScreen
					crumbs={['Create image', step.source.worker.name, neutralise(step.source.devbox.name)]}
					chosen={step.draft.identity}
					onNext={identity => review(step.source, {...step.draft, identity})}
					onBack={() => review(step.source, step.draft)}
				/>
			);
		case 'review':
			return <DevboxReview {...step} search={searchOf(step.source)} setStep={setStep} />;
	}
};
