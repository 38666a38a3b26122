import {useState} from 'react';
import type {Image} from '../../model/image.ts';
import {draftAgain, type LaunchContext, type LaunchDraft} from '../../model/launch.ts';
import {mayLaunch} from '../../model/policy.ts';
import {neutralise} from '../../model/text.ts';
import type {PlannedLaunch} from '../../state/actions.ts';
import {Inspecting} from '../shared/inspecting.tsx';
import {RefusedScreen} from '../shared/refused-screen.tsx';
import {Review} from '../shared/review.tsx';
import {commandLines} from '../shared/review-lines.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useAttempt} from '../shared/use-attempt.ts';
import {useFormStart} from '../shared/use-leave.tsx';
import {LaunchForm} from './launch-form.tsx';
import {launchLines} from './launch-lines.ts';
import {TargetPicker} from './target-picker.tsx';

/** The step of the flow; going back keeps what was typed. */
type Step =
	| {readonly at: 'target'}
	| {readonly at: 'inspect'; readonly image: Image}
	| {
			readonly at: 'form';
			readonly context: LaunchContext;
			readonly draft?: LaunchDraft;
	  }
	| {
			readonly at: 'review';
			readonly context: LaunchContext;
			readonly draft: LaunchDraft;
			readonly planned: PlannedLaunch;
	  };

type Props = {
	readonly worker?: string | undefined;
	readonly image?: Image | undefined;
	/** Begins with the values of the last launch of the image. */
	readonly isAgain?: boolean | undefined;
};

/** Launch: target, details, review, job. */
export const LaunchScreen = ({worker, image, isAgain = false}: Props) => {
	const {actions, navigation} = useApp();
	const attempt = useAttempt();
	const account = useAppState(state => state.account);
	const [step, setStep] = useState<Step>(image === undefined ? {at: 'target'} : {at: 'inspect', image});
	const {start, restart} = useFormStart();
	const leave = () => navigation.back();
	const verdict = mayLaunch(account);
	if (!verdict.allowed) return <RefusedScreen crumb="Launch" verdict={verdict} onBack={leave} />;
	const toTarget = () => (image === undefined ? setStep({at: 'target'}) : leave());
	switch (step.at) {
		case 'target':
			return (
				<TargetPicker
					crumbs={['Launch']}
					from={worker === undefined ? {at: 'worker'} : {at: 'image', worker}}
					onPick={picked => setStep({at: 'inspect', image: picked})}
					onBack={leave}
				/>
			);
		case 'inspect':
			return (
				<Inspecting
					key={step.image.id}
					crumbs={['Launch', step.image.worker, neutralise(step.image.reference)]}
					words="Inspecting the image and the worker …"
					ask={signal => actions.probeLaunch(step.image, signal)}
					onNext={context => {
						restart();
						setStep({at: 'form', context, ...(isAgain && {draft: draftAgain(context)})});
					}}
					onBack={toTarget}
				/>
			);
		case 'form':
			return (
				<LaunchForm
					{...step}
					start={start}
					crumbs={['Launch', step.context.worker.name, neutralise(step.context.image.reference)]}
					onBack={toTarget}
					onNext={draft =>
						attempt(() => {
							const planned = actions.planLaunch(step.context, draft);
							setStep({at: 'review', context: step.context, draft, planned});
						})
					}
				/>
			);
		case 'review':
			return (
				<Review
					crumbs={['Launch', step.context.worker.name, neutralise(step.draft.name)]}
					lines={launchLines(step.context, step.draft, step.planned)}
					commands={commandLines(step.planned.plan.steps)}
					submitTitle="Launch"
					submit={() => actions.submitLaunch(step.planned)}
					onDone={request => navigation.replace({name: 'job', request})}
					onBack={() => setStep({at: 'form', context: step.context, draft: step.draft})}
				/>
			);
	}
};
