import {useState} from 'react';
import {mayCreateImage} from '../../model/policy.ts';
import {RefusedScreen} from '../shared/refused-screen.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useFormStart} from '../shared/use-leave.tsx';
import {BuildFlow} from './build-flow.tsx';
import {CreateWorker} from './create-worker.tsx';
import {DevboxFlow} from './devbox-flow.tsx';
import type {DevboxStep} from './devbox-step.ts';
import type {SourceKind} from './source-field.tsx';
import type {BuildEntries} from './use-build-draft.ts';

/** The step of the flow; going back keeps what was typed. */
type Step = {readonly at: 'worker'} | DevboxStep;

/** Create Image, from a DevBox or a Containerfile. Each segment keeps what was entered while the other is shown. */
export const CreateScreen = ({
	worker,
	devbox,
}: {
	worker?: string | undefined;
	devbox?: string | undefined;
}) => {
	const {navigation} = useApp();
	const account = useAppState(state => state.account);
	const names = Object.keys(useAppState(state => state.fleet));
	// With one worker there is nothing to choose.
	const only = worker ?? (names.length === 1 ? names[0] : undefined);
	const [kind, setKind] = useState<SourceKind>('devbox');
	const [entries, setEntries] = useState<BuildEntries | undefined>(undefined);
	const [devboxForm, buildForm] = [useFormStart(), useFormStart()];
	const [step, setStep] = useState<Step>(() => {
		if (only === undefined) return {at: 'worker'};
		return devbox === undefined ? {at: 'devbox', worker: only} : {at: 'inspect', worker: only, devbox};
	});
	const verdict = mayCreateImage(account);
	const leave = () => navigation.back();
	// Back to where the flow began: a step that was skipped is not shown on the way back.
	const toWorker = () => (only === undefined ? setStep({at: 'worker'}) : leave());
	if (!verdict.allowed) return <RefusedScreen crumb="Create image" verdict={verdict} onBack={leave} />;
	if (step.at === 'worker')
		return (
			<CreateWorker
				kind={kind}
				onSwitch={() => setKind(kind === 'devbox' ? 'containerfile' : 'devbox')}
				onBack={leave}
				onNext={next => setStep({at: 'devbox', worker: next})}
			/>
		);
	if (kind === 'containerfile')
		return (
			<BuildFlow
				worker={step.at === 'devbox' || step.at === 'inspect' ? step.worker : step.source.worker.name}
				entries={entries}
				start={buildForm.start}
				onSwitch={kept => {
					setEntries(kept);
					setKind('devbox');
				}}
				onBack={() => {
					setEntries(undefined);
					buildForm.restart();
					// A form of the other segment waits behind it.
					if (step.at === 'details') setKind('devbox');
					else toWorker();
				}}
			/>
		);
	return (
		<DevboxFlow
			step={step}
			setStep={setStep}
			form={devboxForm}
			onSwitch={() => setKind('containerfile')}
			onWorker={toWorker}
			onDevbox={of => (devbox === undefined ? setStep({at: 'devbox', worker: of}) : leave())}
		/>
	);
};
