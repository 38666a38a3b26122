import {useCallback, useState} from 'react';
import {parseVariable} from '../../model/environment.ts';
import type {Image} from '../../model/image.ts';
import {mayLaunch} from '../../model/policy.ts';
import {noScheduleDraft, type Schedule, type ScheduleDraft} from '../../model/schedule.ts';
import {neutralise} from '../../model/text.ts';
import type {PlannedSchedule, ScheduleProbe} from '../../state/actions.ts';
import {TargetPicker} from '../launch/target-picker.tsx';
import {Inspecting} from '../shared/inspecting.tsx';
import {RefusedScreen} from '../shared/refused-screen.tsx';
import {Review} from '../shared/review.tsx';
import {addSteps, collectLines, commandLines, type ReviewLine} from '../shared/review-lines.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useAttempt} from '../shared/use-attempt.ts';
import {useFormStart} from '../shared/use-leave.tsx';
import {cadenceLines} from './schedule-about.tsx';
import {ScheduleForm} from './schedule-form.tsx';

/** The step of the flow; going back keeps what was typed. `before`: the form was filled in for another image. */
type Step =
	| {readonly at: 'target'; readonly draft: ScheduleDraft; readonly before?: ScheduleProbe | undefined}
	| {
			readonly at: 'inspect';
			readonly image: Image;
			readonly draft: ScheduleDraft;
			readonly before?: ScheduleProbe | undefined;
	  }
	| {
			readonly at: 'form';
			readonly probe: ScheduleProbe;
			readonly draft: ScheduleDraft;
	  }
	| {
			readonly at: 'review';
			readonly probe: ScheduleProbe;
			readonly draft: ScheduleDraft;
			readonly planned: PlannedSchedule;
	  };

type Props = {readonly edited?: Schedule | undefined; readonly image?: Image | undefined};

/** A new schedule, or an edit: target, details, review. */
export const ScheduleScreen = ({edited, image}: Props) => {
	const {actions, navigation} = useApp();
	const attempt = useAttempt();
	const account = useAppState(state => state.account);
	const first = edited?.draft ?? noScheduleDraft;
	const [step, setStep] = useState<Step>(
		image === undefined ? {at: 'target', draft: first} : {at: 'inspect', image, draft: first},
	);
	const {start} = useFormStart();
	const leave = () => navigation.back();
	const refuse = useCallback((target: Image) => otherWorker(target, edited), [edited]);
	const verdict = mayLaunch(account);
	const title = edited === undefined ? 'New schedule' : neutralise(edited.draft.name);
	if (!verdict.allowed) return <RefusedScreen crumb={title} verdict={verdict} onBack={leave} />;
	const crumbs = ['Schedules', title];
	switch (step.at) {
		case 'target':
			return (
				<TargetPicker
					crumbs={crumbs}
					// A schedule stays on its worker.
					from={edited === undefined ? {at: 'worker'} : {at: 'image', worker: edited.worker}}
					refuse={refuse}
					onPick={picked => setStep({...step, at: 'inspect', image: picked})}
					onBack={() =>
						step.before ? setStep({at: 'form', probe: step.before, draft: step.draft}) : leave()
					}
				/>
			);
		case 'inspect':
			return (
				<Inspecting
					key={step.image.id}
					crumbs={[...crumbs, step.image.worker, neutralise(step.image.reference)]}
					words="Inspecting the image, and the worker’s clock and schedules …"
					ask={signal => actions.probeSchedule(step.image, signal)}
					onNext={probe => setStep({at: 'form', probe, draft: named(step.draft, step.image)})}
					onBack={() => setStep({at: 'target', draft: step.draft, before: step.before})}
				/>
			);
		case 'form':
			return (
				<ScheduleForm
					{...step}
					start={start}
					edited={edited?.id}
					crumbs={[...crumbs, step.probe.context.worker.name, neutralise(step.probe.context.image.reference)]}
					onTarget={draft => setStep({at: 'target', draft, before: step.probe})}
					onBack={leave}
					onNext={draft =>
						attempt(() => {
							const planned = actions.planSchedule(step.probe, draft, edited);
							setStep({at: 'review', probe: step.probe, draft, planned});
						})
					}
				/>
			);
		case 'review':
			return (
				<Review
					crumbs={crumbs}
					lines={scheduleLines(step.probe, step.planned)}
					commands={commandLines(step.planned.plan.steps)}
					submitTitle={edited === undefined ? 'Create schedule' : 'Save schedule'}
					wait="Saving the schedule …"
					submit={() => actions.saveSchedule(step.planned)}
					onDone={leave}
					onBack={() => setStep({at: 'form', probe: step.probe, draft: step.draft})}
				/>
			);
	}
};

const otherWorker = (image: Image, edited: Schedule | undefined): string | undefined =>
	edited === undefined || image.worker === edited.worker
		? undefined
		: `this schedule belongs to ${edited.worker}; create a new one`;

const named = (draft: ScheduleDraft, image: Image): ScheduleDraft =>
	draft.name === '' ? {...draft, name: `${image.name.split('/').at(-1)}-run`.slice(0, 63)} : draft;

/** The summary before a schedule is created: when, by which trigger, the steps of a run. Never values of variables. */
const scheduleLines = ({known}: ScheduleProbe, {schedule, plan}: PlannedSchedule): readonly ReviewLine[] =>
	collectLines(add => {
		const {draft, cron, reference, worker} = schedule;
		add(`${draft.name}: ${draft.command || 'Windows runs'}`, 'head');
		add(`in a new DevBox from ${reference} on ${worker}, with ${known.trigger ?? 'no scheduler yet'}`);
		for (const line of cadenceLines(cron, known)) add(line);
		add(`Time limit ${draft.limit}. If a run is still going, the next one is skipped and logged.`);
		const names = draft.environment.flatMap(each => parseVariable(each)?.name ?? []);
		add('');
		if (names.length > 0) add(names, 'plain', 'Environment');
		if (draft.volumes.length > 0) add(draft.volumes, 'plain', 'Volumes');
		addSteps(add, 'Steps', plan.steps);
	});
