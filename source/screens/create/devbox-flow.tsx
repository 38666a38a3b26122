import {useContext} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import {type Draft, isWindows, type SnapshotSource} from '../../model/snapshot.ts';
import {snapshotCommand} from '../../model/snapshot-command.ts';
import {neutralise} from '../../model/text.ts';
import type {PlannedSnapshot} from '../../state/actions.ts';
import {Inspecting} from '../shared/inspecting.tsx';
import {Review} from '../shared/review.tsx';
import {useApp} from '../shared/use-app.ts';
import {CreateContents} from './create-contents.tsx';
import {CreateDetails} from './create-details.tsx';
import {CreateDevbox} from './create-devbox.tsx';
import {createCommands, createLines} from './create-lines.ts';
import {createStages} from './create-stages.ts';
import {IdentityScreen} from './identity-screen.tsx';

/** The step of the flow after its worker; going back keeps what was typed. */
export type DevboxStep =
	| {readonly at: 'devbox'; readonly worker: string}
	| {readonly at: 'inspect'; readonly worker: string; readonly devbox: string}
	| {
			readonly at: 'details';
			readonly source: SnapshotSource;
			readonly draft?: Draft;
			readonly isTyped?: boolean;
	  }
	| {readonly at: 'identity'; readonly source: SnapshotSource; readonly draft: Draft}
	| {
			readonly at: 'contents';
			readonly source: SnapshotSource;
			readonly draft: Draft;
			readonly from: 'details' | 'review';
	  }
	| {
			readonly at: 'review';
			readonly source: SnapshotSource;
			readonly draft: Draft;
			readonly planned: PlannedSnapshot;
	  };

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
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const review = (source: SnapshotSource, draft: Draft) => {
		try {
			setStep({at: 'review', source, draft, planned: actions.plan(source, draft)});
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
			return (
				<Review
					crumbs={['Create image', step.source.worker.name, neutralise(step.source.devbox.name)]}
					stages={createStages('Review', {worker: step.source.worker.name, devbox: step.source.devbox.name})}
					title={`${step.planned.request.reference} on ${step.source.worker.name}`}
					lines={createLines(step.source, step.draft, step.planned)}
					commands={createCommands(step.planned)}
					command={snapshotCommand(step.source, step.draft)}
					changes={changesOf(step, setStep)}
					submitTitle="Create image"
					submit={() => actions.submit(step.planned)}
					onDone={request => navigation.replace({name: 'job', request})}
					onBack={() => setStep({at: 'details', source: step.source, draft: step.draft, isTyped: true})}
				/>
			);
	}
};

/** What can be changed in the review; nothing where nobody can look into the disk. */
const changesOf = (
	{source, draft}: DevboxStep & {readonly at: 'review'},
	setStep: (step: DevboxStep) => void,
): readonly Binding[] =>
	isWindows(source.devbox)
		? []
		: [
				{key: 'i', title: 'Identity', run: () => setStep({at: 'identity', source, draft})},
				{key: 'p', title: 'Contents', run: () => setStep({at: 'contents', source, draft, from: 'review'})},
			];
