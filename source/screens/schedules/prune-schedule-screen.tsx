import {useState} from 'react';
import {type Fleet, viewsOf} from '../../model/fleet.ts';
import {mayChangeImage, mayChangeSchedule} from '../../model/policy.ts';
import type {Retained} from '../../model/retention.ts';
import type {Schedule, Schedules} from '../../model/schedule.ts';
import {type KeepRules, keepText} from '../../model/scheduled-task.ts';
import {neutralise} from '../../model/text.ts';
import type {PlannedSchedule, PruneScheduleProbe} from '../../state/actions.ts';
import {PickWorker} from '../launch/pick-worker.tsx';
import {Inspecting} from '../shared/inspecting.tsx';
import {RefusedScreen} from '../shared/refused-screen.tsx';
import {Review} from '../shared/review.tsx';
import {addSteps, collectLines, commandLines, type ReviewLine} from '../shared/review-lines.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useAttempt} from '../shared/use-attempt.ts';
import {useFormStart} from '../shared/use-leave.tsx';
import {type PruneDraft, PruneScheduleForm} from './prune-schedule-form.tsx';
import {retentionWords} from './retention-preview.tsx';
import {cadenceLines} from './schedule-about.tsx';

type Reviewed = {
	readonly planned: PlannedSchedule;
	/** What a run would delete and keep now, if it is known. */
	readonly rows: readonly Retained[] | undefined;
};
/** The step of the flow; going back keeps what was typed. */
type Step =
	| {readonly at: 'worker'}
	| {readonly at: 'inspect'; readonly worker: string}
	| {
			readonly at: 'form';
			readonly probe: PruneScheduleProbe;
			readonly draft: PruneDraft;
	  }
	| (Reviewed & {
			readonly at: 'review';
			readonly probe: PruneScheduleProbe;
			readonly draft: PruneDraft;
	  });

type Props = {
	readonly worker?: string | undefined;
	readonly keep?: KeepRules | undefined;
	readonly edited?: Schedule | undefined;
};

/** A schedule that deletes old images, or an edit of one: worker, details, review. */
export const PruneScheduleScreen = ({worker, keep, edited}: Props) => {
	const {actions, navigation, store} = useApp();
	const attempt = useAttempt();
	const account = useAppState(state => state.account);
	const [step, setStep] = useState<Step>(() => {
		const known = worker ?? onlyWorker(store.get().fleet);
		return known === undefined ? {at: 'worker'} : {at: 'inspect', worker: known};
	});
	const {start} = useFormStart();
	const leave = () => navigation.back();
	const verdict = edited
		? mayChangeSchedule(account, edited)
		: mayChangeImage(account, {owner: account.user});
	const title = edited === undefined ? 'New schedule' : neutralise(edited.draft.name);
	if (!verdict.allowed) return <RefusedScreen crumb={title} verdict={verdict} onBack={leave} />;
	const crumbs = ['Schedules', title];
	switch (step.at) {
		case 'worker':
			return (
				<PickWorker
					crumbs={crumbs}
					lead="Select the worker whose old images a schedule deletes."
					onNext={name => setStep({at: 'inspect', worker: name})}
					onBack={leave}
				/>
			);
		case 'inspect':
			return (
				<Inspecting
					crumbs={[...crumbs, step.worker]}
					words="Reading the worker’s clock and schedules …"
					ask={signal => actions.probePruneSchedule(step.worker, signal)}
					onNext={probe => setStep({at: 'form', probe, draft: firstDraft(probe.known, keep, edited)})}
					onBack={leave}
				/>
			);
		case 'form':
			return (
				<PruneScheduleForm
					{...step}
					start={start}
					edited={edited?.id}
					user={edited?.user ?? account.user}
					crumbs={[...crumbs, step.probe.worker.name]}
					onBack={leave}
					onNext={(draft, rows) =>
						attempt(() => {
							const planned = actions.planPruneSchedule(step.probe, draft, edited);
							setStep({at: 'review', probe: step.probe, draft, planned, rows});
						})
					}
				/>
			);
		case 'review':
			return (
				<Review
					crumbs={crumbs}
					lines={reviewLines(step.probe.known, step.draft, step)}
					commands={commandLines(step.planned.plan.steps)}
					submitTitle={edited === undefined ? 'Create schedule' : 'Save schedule'}
					wait="Saving the schedule …"
					submit={() => actions.saveSchedule(step.planned)}
					onDone={() => {
						const {worker: on, id} = step.planned.schedule;
						navigation.go({name: 'schedules', at: `${on}/${id}`});
					}}
					onBack={() => setStep({at: 'form', probe: step.probe, draft: step.draft})}
				/>
			);
	}
};

/** The connected worker, where only one is. */
const onlyWorker = (fleet: Fleet): string | undefined => {
	const [first, second] = viewsOf(fleet).filter(({reach}) => reach.state === 'ready');
	return second === undefined ? first?.worker.name : undefined;
};

const firstDraft = (
	{schedules}: Schedules,
	keep: KeepRules = {keepLast: '3', keepWithin: ''},
	edited?: Schedule,
): PruneDraft => {
	if (edited?.task?.kind === 'prune')
		return {name: edited.draft.name, cadence: edited.draft.cadence, task: edited.task};
	const taken = new Set(schedules.map(({draft}) => draft.name));
	let name = 'prune';
	for (let count = 2; taken.has(name); count += 1) name = `prune-${count}`;
	return {name, cadence: 'daily', task: {kind: 'prune', names: [], ...keep}};
};

/** The summary before a schedule is created: when, what it deletes and keeps, and what a run would delete now. */
const reviewLines = (
	known: Schedules,
	{task}: PruneDraft,
	{planned: {schedule, plan}, rows}: Reviewed,
): readonly ReviewLine[] =>
	collectLines(add => {
		const {draft, cron, worker, user} = schedule;
		add(`${draft.name}: deletes old images of ${user}`, 'head');
		add(`on ${worker}, with ${known.trigger ?? 'no scheduler yet'}`);
		for (const line of cadenceLines(cron, known)) add(line);
		add('If a run is still going, the next one is skipped and logged.');
		add('');
		add(task.names.length === 0 ? 'all names' : [...task.names], 'plain', 'Images');
		add(`of each name ${keepText(task)}; the newest one, and what is in use, always stay`, 'plain', 'Kept');
		if (rows === undefined) add('not known yet: Back shows what a run would delete', 'plain', 'Now');
		else addNow(add, rows);
		addSteps(add, 'Steps', plan.steps);
	});

const addNow = (
	add: (text: string | readonly string[], tone?: 'plain', label?: string) => void,
	rows: readonly Retained[],
): void => {
	add(retentionWords(rows), 'plain', 'Now');
	const old = rows.filter(({isOld}) => isOld).map(({image}) => `${image.name}:${image.tag}`);
	if (old.length > 0) add(old, 'plain', '');
};
