import {useContext, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import {mayCreateImage} from '../../model/policy.ts';
import type {Draft, SnapshotSource} from '../../model/snapshot.ts';
import {snapshotCommand} from '../../model/snapshot-command.ts';
import {neutralise} from '../../model/text.ts';
import type {PlannedSnapshot} from '../../state/actions.ts';
import {Inspecting} from '../shared/inspecting.tsx';
import {RefusedScreen} from '../shared/refused-screen.tsx';
import {Review} from '../shared/review.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {CreateDetails} from './create-details.tsx';
import {CreateDevbox} from './create-devbox.tsx';
import {createCommands, createLines} from './create-lines.ts';
import {createStages} from './create-stages.ts';
import {CreateWorker} from './create-worker.tsx';

/** The step of the flow; going back keeps what was typed. */
type Step =
	| {readonly at: 'worker'}
	| {readonly at: 'devbox'; readonly worker: string}
	| {readonly at: 'inspect'; readonly worker: string; readonly devbox: string}
	| {
			readonly at: 'details';
			readonly source: SnapshotSource;
			readonly draft?: Draft;
			readonly isTyped?: boolean;
	  }
	| {
			readonly at: 'review';
			readonly source: SnapshotSource;
			readonly draft: Draft;
			readonly planned: PlannedSnapshot;
	  };

/** Create Image, from a DevBox: worker, DevBox, details, review, job. */
export const CreateScreen = ({
	worker,
	devbox,
}: {
	worker?: string | undefined;
	devbox?: string | undefined;
}) => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const names = Object.keys(useAppState(state => state.fleet));
	// With one worker there is nothing to choose.
	const only = worker ?? (names.length === 1 ? names[0] : undefined);
	const [step, setStep] = useState<Step>(() => {
		if (only === undefined) return {at: 'worker'};
		return devbox === undefined ? {at: 'devbox', worker: only} : {at: 'inspect', worker: only, devbox};
	});
	const verdict = mayCreateImage(account);
	const leave = () => navigation.back();
	// Back to where the flow began: a step that was skipped is not shown on the way back.
	const toDevbox = (of: string) => (devbox === undefined ? setStep({at: 'devbox', worker: of}) : leave());
	if (!verdict.allowed) return <RefusedScreen crumb="Create image" verdict={verdict} onBack={leave} />;
	const refuse = (thrown: unknown) => notify(failureText(thrown));
	switch (step.at) {
		case 'worker':
			return <CreateWorker onBack={leave} onNext={next => setStep({at: 'devbox', worker: next})} />;
		case 'devbox':
			return (
				<CreateDevbox
					worker={step.worker}
					onBack={() => (only === undefined ? setStep({at: 'worker'}) : leave())}
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
					onBack={() => toDevbox(step.worker)}
					onNext={source => setStep({at: 'details', source})}
				/>
			);
		case 'details':
			return (
				<CreateDetails
					{...step}
					onBack={() => toDevbox(step.source.worker.name)}
					onNext={draft => {
						try {
							setStep({at: 'review', source: step.source, draft, planned: actions.plan(step.source, draft)});
						} catch (thrown) {
							refuse(thrown);
						}
					}}
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
					submitTitle="Create image"
					submit={() => actions.submit(step.planned)}
					onDone={request => navigation.replace({name: 'job', request})}
					onBack={() => setStep({at: 'details', source: step.source, draft: step.draft, isTyped: true})}
				/>
			);
	}
};
