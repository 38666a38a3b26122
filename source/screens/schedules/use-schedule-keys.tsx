import {type ReactNode, useContext, useState} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import {allImages} from '../../model/fleet.ts';
import type {JobSummary} from '../../model/job.ts';
import {mayChangeSchedule} from '../../model/policy.ts';
import type {Schedule} from '../../model/schedule.ts';
import {neutralise} from '../../model/text.ts';
import {Confirm} from '../../parts/confirm.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {useApp, useAppState} from '../shared/use-app.ts';

export type ScheduleKeys = {
	readonly bindings: readonly Binding[];
	/** A question over the screen. */
	readonly question: ((size: Size) => ReactNode) | undefined;
};

/** Keys for the schedule under the cursor: details, run now, edit, enable, delete. */
export const useScheduleKeys = (schedule: Schedule | undefined): ScheduleKeys => {
	const {actions, navigation, store} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const [asked, setAsked] = useState<Schedule | undefined>(undefined);
	const fail = (thrown: unknown) => notify(failureText(thrown));
	const change = (which: Schedule, how: 'enable' | 'disable' | 'remove', done: string) =>
		void actions
			.changeSchedule(which, how)
			.then(() => notify(`${neutralise(which.draft.name)} ${done}.`), fail);
	if (asked !== undefined)
		return {
			bindings: [],
			question: size => (
				<Confirm
					title={`Delete the schedule ${asked.draft.name}?`}
					consequences={[
						`${asked.worker} stops running it.`,
						'The logs of its runs are kept in Jobs. A DevBox that its last run stopped is kept too.',
					]}
					verb="Delete"
					size={size}
					onNo={() => setAsked(undefined)}
					onYes={() => {
						setAsked(undefined);
						change(asked, 'remove', 'is deleted');
					}}
				/>
			),
		};
	if (schedule === undefined) return {bindings: [], question: undefined};
	const verdict = mayChangeSchedule(account, schedule);
	const refusal = verdict.allowed ? undefined : verdict.reason;
	const open = (request: JobSummary['request']) => navigation.open({name: 'job', request});
	const edit = () => {
		if (schedule.task?.kind === 'snapshot') {
			const {devbox} = schedule.task;
			navigation.open({name: 'snapshot-schedule', worker: schedule.worker, devbox, edited: schedule});
			return;
		}
		if (schedule.task?.kind === 'prune') {
			navigation.open({name: 'prune-schedule', worker: schedule.worker, edited: schedule});
			return;
		}
		const image = allImages(store.get().fleet).find(
			each => each.worker === schedule.worker && each.reference === schedule.reference,
		);
		navigation.open({name: 'schedule', edited: schedule, ...(image && {image})});
	};
	return {
		question: undefined,
		bindings: [
			{
				key: 'enter',
				title: 'Details',
				run: () => navigation.open({name: 'schedule-facts', worker: schedule.worker, id: schedule.id}),
			},
			{key: 'X', title: 'Run now', refusal, run: () => void actions.runSchedule(schedule).then(open, fail)},
			{key: 'e', title: 'Edit', refusal: refusal ?? noForm(schedule), run: edit},
			schedule.isEnabled
				? {key: 't', title: 'Disable', refusal, run: () => change(schedule, 'disable', 'is disabled')}
				: {key: 't', title: 'Enable', refusal, run: () => change(schedule, 'enable', 'is enabled')},
			{key: 'd', title: 'Delete', refusal, run: () => setAsked(schedule)},
		],
	};
};

/** Why its form cannot show all that it does. */
const noForm = ({task, draft}: Schedule): string | undefined => {
	if (task?.kind !== 'snapshot') return undefined;
	const {leaveOut, keepEnv, dropEnv} = task.choices;
	const lacks = Object.entries({'leave-out': leaveOut, 'keep-env': keepEnv, 'drop-env': dropEnv}).flatMap(
		([option, values]) => (values.length === 0 ? [] : [option]),
	);
	return lacks.length === 0
		? undefined
		: `The form does not have its --${lacks.join(', --')}. Use ingot schedules edit ${neutralise(draft.name)}, which removes them with --clear ${lacks.join(' --clear ')}.`;
};
