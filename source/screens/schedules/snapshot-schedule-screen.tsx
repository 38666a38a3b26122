import {useState} from 'react';
import {capabilityTitle} from '../../model/capability.ts';
import {mayCreateImage} from '../../model/policy.ts';
import type {Schedule} from '../../model/schedule.ts';
import {
	defaultTag,
	keepText,
	noChoices,
	renamedText,
	type SnapshotTask,
	type TaskDraft,
} from '../../model/scheduled-task.ts';
import {secretsSummary} from '../../model/secret-finding.ts';
import {expandTag} from '../../model/tag-pattern.ts';
import {neutralise} from '../../model/text.ts';
import type {PlannedSchedule, SnapshotScheduleProbe} from '../../state/actions.ts';
import {Inspecting} from '../shared/inspecting.tsx';
import {RefusedScreen} from '../shared/refused-screen.tsx';
import {Review} from '../shared/review.tsx';
import {addSteps, collectLines, commandLines, type ReviewLine} from '../shared/review-lines.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useAttempt} from '../shared/use-attempt.ts';
import {useFormStart} from '../shared/use-leave.tsx';
import {cadenceLines} from './schedule-about.tsx';
import {SnapshotScheduleForm} from './snapshot-schedule-form.tsx';

type SnapshotDraft = TaskDraft & {readonly task: SnapshotTask};
/** The step of the flow; going back keeps what was typed. */
type Step =
	| {readonly at: 'inspect'}
	| {
			readonly at: 'form';
			readonly probe: SnapshotScheduleProbe;
			readonly draft: SnapshotDraft;
	  }
	| {
			readonly at: 'review';
			readonly probe: SnapshotScheduleProbe;
			readonly draft: SnapshotDraft;
			readonly planned: PlannedSchedule;
	  };

type Props = {
	readonly worker: string;
	readonly devbox: {readonly id: string; readonly name: string};
	readonly edited?: Schedule | undefined;
};

/** A schedule that creates images of a DevBox, or an edit of one: inspect, details, review. */
export const SnapshotScheduleScreen = ({worker, devbox, edited}: Props) => {
	const {actions, navigation} = useApp();
	const attempt = useAttempt();
	const account = useAppState(state => state.account);
	const [step, setStep] = useState<Step>({at: 'inspect'});
	const first = firstDraft(devbox, edited);
	const {start} = useFormStart();
	const leave = () => navigation.back();
	const verdict = mayCreateImage(account);
	const title = edited === undefined ? 'New schedule' : neutralise(edited.draft.name);
	if (!verdict.allowed) return <RefusedScreen crumb={title} verdict={verdict} onBack={leave} />;
	const crumbs = ['Schedules', title, worker, neutralise(devbox.name)];
	switch (step.at) {
		case 'inspect':
			return (
				<Inspecting
					crumbs={crumbs}
					words="Inspecting the DevBox and the worker’s schedules, and looking for secrets …"
					ask={signal => actions.probeScheduledSnapshot({worker, id: devbox.id}, first.task.choices, signal)}
					onNext={probe => setStep({at: 'form', probe, draft: first})}
					onBack={leave}
				/>
			);
		case 'form':
			return (
				<SnapshotScheduleForm
					{...step}
					start={start}
					edited={edited?.id}
					crumbs={crumbs}
					onBack={leave}
					onNext={draft =>
						attempt(() => {
							const planned = actions.planScheduledSnapshot(step.probe, draft, edited);
							setStep({at: 'review', probe: step.probe, draft, planned});
						})
					}
				/>
			);
		case 'review':
			return (
				<Review
					crumbs={crumbs}
					lines={reviewLines(step.probe, {...step.draft, edited}, step.planned)}
					commands={commandLines(step.planned.plan.steps)}
					submitTitle={edited === undefined ? 'Create schedule' : 'Save schedule'}
					wait="Saving the schedule …"
					submit={() => actions.saveSchedule(step.planned)}
					onDone={() => navigation.go({name: 'schedules', at: `${worker}/${step.planned.schedule.id}`})}
					onBack={() => setStep({at: 'form', probe: step.probe, draft: step.draft})}
				/>
			);
	}
};

const firstDraft = (devbox: Props['devbox'], edited: Schedule | undefined): SnapshotDraft => {
	if (edited?.task?.kind === 'snapshot')
		return {name: edited.draft.name, cadence: edited.draft.cadence, task: {...edited.task, devbox}};
	return {
		name: `${devbox.name.toLowerCase()}-snapshot`,
		cadence: 'daily',
		task: {
			...{kind: 'snapshot', devbox, tag: defaultTag, overwrite: false},
			...{keepLast: '7', keepWithin: '', choices: {...noChoices, secrets: 'exclude'}},
		},
	};
};

/** The summary before a schedule is created: the next images and their times, what is kept, the steps of a run. */
const reviewLines = (
	{known, search}: SnapshotScheduleProbe,
	{name, task, edited}: SnapshotDraft & {readonly edited: Schedule | undefined},
	{schedule: {draft, cron, worker}, plan}: PlannedSchedule,
): readonly ReviewLine[] =>
	collectLines(add => {
		add(`${draft.name}: snapshot of ${task.devbox.name}`, 'head');
		add(`on ${worker}, with ${known.trigger ?? 'no scheduler yet'}`);
		const nameAt = (at: Date) => `: ${draft.name}:${expandTag(task.tag, at, known.zone)}`;
		for (const line of cadenceLines(cron, known, nameAt)) add(line);
		add('If a run is still going, the next one is skipped and logged.');
		add('');
		add(keepText(task) || 'all of them', 'plain', 'Images kept');
		const renamed = renamedText({name, task}, edited);
		if (renamed !== undefined) add(renamed, 'warning');
		add(task.choices.capabilities.map(capabilityTitle).join(', ') || 'none', 'plain', 'Capabilities');
		add(secretsLine(search, task), 'plain', 'Secrets');
		addSteps(add, 'Steps', plan.steps);
	});

const secretsLine = (search: SnapshotScheduleProbe['search'], {choices}: SnapshotTask): string => {
	if (!search.isDone) return search.notes[0] ?? 'not searched for';
	if (choices.secrets === 'keep')
		return `${search.secrets.length} found, all kept; runs do not compare files`;
	return `${secretsSummary(search.secrets)}; a run is refused if other files could hold some`;
};
