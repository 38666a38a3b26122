import {useContext, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import type {BuildSource} from '../../model/build.ts';
import {buildCommand} from '../../model/build-command.ts';
import {failureText} from '../../model/failure.ts';
import type {PlannedBuild} from '../../state/actions.ts';
import {Inspecting} from '../shared/inspecting.tsx';
import {Review} from '../shared/review.tsx';
import {useApp} from '../shared/use-app.ts';
import type {FormStart} from '../shared/use-leave.tsx';
import {BuildDetails} from './build-details.tsx';
import {buildCommands, buildLines} from './build-lines.ts';
import {createStages} from './create-stages.ts';
import type {BuildEntries} from './use-build-draft.ts';

type Step =
	| {readonly at: 'form'; readonly entries: BuildEntries | undefined}
	| {readonly at: 'inspect'; readonly entries: BuildEntries}
	| {
			readonly at: 'review';
			readonly entries: BuildEntries;
			readonly source: BuildSource;
			readonly planned: PlannedBuild;
	  };

/** Create Image from a Containerfile: details, review, job. */
export const BuildFlow = ({
	worker,
	entries: first,
	start,
	onSwitch,
	onBack,
}: {
	worker: string;
	/** What was entered before. */
	entries: BuildEntries | undefined;
	start: FormStart;
	onSwitch: (entries: BuildEntries | undefined) => void;
	onBack: () => void;
}) => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const [step, setStep] = useState<Step>({at: 'form', entries: first});
	const {entries} = step;
	const crumbs = ['Create image', worker];
	const toForm = () => setStep({at: 'form', entries});
	const review = (source: BuildSource, wanted: BuildEntries) => {
		try {
			setStep({at: 'review', entries: wanted, source, planned: actions.planBuild(source, wanted)});
		} catch (thrown) {
			notify(failureText(thrown));
			setStep({at: 'form', entries: wanted});
		}
	};
	switch (step.at) {
		case 'form':
			return (
				<BuildDetails
					worker={worker}
					entries={entries}
					start={start}
					onNext={next => setStep({at: 'inspect', entries: next})}
					onSwitch={onSwitch}
					onBack={onBack}
				/>
			);
		case 'inspect': {
			const {context, file, buildArgs} = step.entries;
			return (
				<Inspecting
					crumbs={[...crumbs, 'Details']}
					stages={createStages('Details', {worker}, 'containerfile')}
					words="Reading the Containerfile and its folder, and inspecting the worker …"
					ask={async signal => {
						const input = await actions.readBuild({context, ...(file !== '' && {file})}, signal);
						return actions.probeBuild(worker, input, {signal, buildArgs});
					}}
					onBack={toForm}
					onNext={source => review(source, step.entries)}
				/>
			);
		}
		case 'review':
			return (
				<Review
					crumbs={crumbs}
					stages={createStages('Review', {worker}, 'containerfile')}
					title={`${step.planned.request.reference} on ${worker}`}
					lines={buildLines(step.source, step.entries, step.planned)}
					commands={buildCommands(step.planned)}
					command={buildCommand(worker, step.entries, step.entries)}
					submitTitle="Create image"
					submit={() => actions.submitBuild(step.planned)}
					onDone={request => navigation.replace({name: 'job', request})}
					onBack={toForm}
				/>
			);
	}
};
