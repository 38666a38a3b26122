import {Text} from 'ink';
import {useContext, useState} from 'react';
import {KeyLayerContext} from '../keys.ts';
import {Failure, toMessage} from '../model/failure.ts';
import {mayCreateImage, type Verdict} from '../model/policy.ts';
import type {Draft, SnapshotSource} from '../model/snapshot.ts';
import {Dialog} from '../parts/dialog.tsx';
import type {PlannedSnapshot} from '../state/actions.ts';
import {colours} from '../theme.ts';
import {CreateDetails} from './create-details.tsx';
import {CreateDevbox} from './create-devbox.tsx';
import {CreateLook} from './create-look.tsx';
import {CreateReview} from './create-review.tsx';
import {CreateWorker} from './create-worker.tsx';
import {ScreenFrame} from './screen-frame.tsx';
import {useApp, useAppState} from './use-app.ts';

/** How far the flow has come; going back keeps what was typed. */
type Step =
	| {readonly at: 'worker'}
	| {readonly at: 'devbox'; readonly worker: string}
	| {readonly at: 'look'; readonly worker: string; readonly devbox: string}
	| {readonly at: 'details'; readonly source: SnapshotSource; readonly draft?: Draft}
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
	const {tell} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const [step, setStep] = useState<Step>(() => {
		if (worker === undefined) return {at: 'worker'};
		return devbox === undefined ? {at: 'devbox', worker} : {at: 'look', worker, devbox};
	});
	const verdict = mayCreateImage(account);
	const leave = () => navigation.back();
	if (!verdict.allowed) return <Refused verdict={verdict} onBack={leave} />;
	const refuse = (thrown: unknown) =>
		tell(thrown instanceof Failure ? `${thrown.message} ${thrown.hint}` : toMessage(thrown));
	switch (step.at) {
		case 'worker':
			return <CreateWorker onBack={leave} onNext={next => setStep({at: 'devbox', worker: next})} />;
		case 'devbox':
			return (
				<CreateDevbox
					worker={step.worker}
					onBack={() => setStep({at: 'worker'})}
					onNext={next => setStep({at: 'look', worker: step.worker, devbox: next})}
				/>
			);
		case 'look':
			return (
				<CreateLook
					{...step}
					onBack={() => setStep({at: 'devbox', worker: step.worker})}
					onNext={source => setStep({at: 'details', source})}
				/>
			);
		case 'details':
			return (
				<CreateDetails
					{...step}
					onBack={() => setStep({at: 'devbox', worker: step.source.worker.name})}
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
				<CreateReview
					{...step}
					onBack={() => setStep({at: 'details', source: step.source, draft: step.draft})}
				/>
			);
	}
};

/** In place of the form, for who may not make images. */
const Refused = ({verdict, onBack}: {verdict: Extract<Verdict, {allowed: false}>; onBack: () => void}) => (
	<ScreenFrame crumbs={['Create image']} bindings={[{key: 'esc', title: 'Back', run: onBack}]}>
		{size => (
			<Dialog
				title={
					verdict.because === 'plan' ? 'Upgrade to make golden images' : 'Your role does not make images'
				}
				size={size}
				color={colours.warning}
			>
				<Text>{verdict.reason}</Text>
				<Text dimColor>{verdict.hint}</Text>
			</Dialog>
		)}
	</ScreenFrame>
);
