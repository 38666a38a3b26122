import {neutralise} from '../../model/text.ts';
import {Inspecting} from '../shared/inspecting.tsx';
import {useApp} from '../shared/use-app.ts';
import type {useFormStart} from '../shared/use-leave.tsx';
import {CreateContents} from './create-contents.tsx';
import {CreateDetails} from './create-details.tsx';
import {CreateDevbox} from './create-devbox.tsx';
import {createStages} from './create-stages.ts';
import {DevboxReview} from './devbox-review.tsx';
import type {DevboxStep} from './devbox-step.ts';
import {IdentityScreen} from './identity-screen.tsx';
import {SecretSteps} from './secret-steps.tsx';
import type {Found} from './use-found.ts';
import {useReview} from './use-review.ts';

/** Create Image from a DevBox: DevBox, details, review, job. */
export const DevboxFlow = ({
	step,
	setStep,
	form: {start, restart},
	onSwitch,
	onWorker,
	onDevbox,
}: {
	step: DevboxStep;
	setStep: (step: DevboxStep) => void;
	form: ReturnType<typeof useFormStart>;
	/** To the other segment. */
	onSwitch: () => void;
	/** Back to the choice of the worker. */
	onWorker: () => void;
	/** Back to the choice of the DevBox on this worker. */
	onDevbox: (worker: string) => void;
}) => {
	const {actions} = useApp();
	const {review, searched, foundOf} = useReview(setStep);
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
					onNext={source => {
						restart();
						setStep({at: 'details', source});
					}}
				/>
			);
		case 'details':
			return (
				<CreateDetails
					{...step}
					start={start}
					kept={keptIn(foundOf(step.source))}
					onSwitch={draft => {
						setStep({at: 'details', source: step.source, ...(draft && {draft})});
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
					onReview={(draft, patterns) => review(step.source, draft, patterns && {patterns})}
					onBack={(draft, patterns) =>
						step.from === 'review'
							? review(step.source, draft, patterns && {patterns})
							: setStep({at: 'details', source: step.source, draft})
					}
				/>
			);
		case 'secrets':
			return (
				<SecretSteps
					{...step}
					found={foundOf(step.source)}
					onFound={found => searched(step.source, step.draft, found)}
					onReview={found => review(step.source, step.draft, found)}
					onBack={() => setStep({at: 'details', source: step.source, draft: step.draft})}
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
			return <DevboxReview {...step} search={foundOf(step.source).search} setStep={setStep} />;
	}
};

const keptIn = ({search}: Found): number =>
	search?.secrets.filter(({decision}) => decision === 'keep').length ?? 0;
