import {useContext, useState} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {neutralise} from '../../model/text.ts';
import {Confirm} from '../../parts/confirm.tsx';
import type {Size} from '../../parts/use-window-size.ts';

import {planLines} from '../shared/plan-lines.ts';
import {jobCount, submitJobs} from '../shared/submit-jobs.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import type {Selection} from '../shared/use-selection.ts';
import {type BulkChange, type BulkPlan, planBulk} from './bulk-plan.ts';
import type {DevboxRow} from './devbox-rows.ts';
import type {DevboxKeys} from './use-devbox-keys.tsx';

const words = {
	start: {verb: 'Start', loss: undefined},
	stop: {verb: 'Stop', loss: 'Their processes end; their files are kept.'},
	remove: {
		verb: 'Remove',
		loss: 'Their files are deleted, except those in named volumes and bind mounts.',
	},
} as const;

/** Keys that act on all selected DevBoxes: one plan, one question, then a job for each. None without a selection. */
export const useBulkKeys = (selection: Selection<DevboxRow>): DevboxKeys => {
	const {actions} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const {user} = useAppState(state => state.account);
	const [asked, setAsked] = useState<BulkPlan | undefined>(undefined);
	const {rows} = selection;
	if (asked !== undefined) {
		const yes = () => {
			setAsked(undefined);
			selection.clear();
			const {devboxes, change} = asked;
			notify(`Starting ${jobCount(devboxes.length)} …`);
			void submitJobs(
				devboxes,
				({name}) => name,
				devbox => actions.change(devbox, change),
			).then(notify);
		};
		return {
			bindings: [],
			question: size => (
				<Confirm {...questionOf(asked, size)} size={size} onYes={yes} onNo={() => setAsked(undefined)} />
			),
		};
	}
	if (rows.length === 0) return {bindings: [], question: undefined};
	const plans = {
		start: planBulk(rows, 'start', user),
		stop: planBulk(rows, 'stop', user),
		remove: planBulk(rows, 'remove', user),
	};
	const key = (name: string, change: BulkChange): Binding => {
		const plan = plans[change];
		return {
			key: name,
			title: `${words[change].verb} ${plan.devboxes.length}`,
			run: () => setAsked(plan),
			refusal: plan.devboxes.length > 0 ? undefined : noneText(plan),
		};
	};
	const canStop = plans.stop.devboxes.length > 0;
	const canStart = plans.start.devboxes.length > 0;
	return {
		question: undefined,
		bindings: [
			// As for one DevBox, `t` stops what runs; where some run and some do not, `T` starts those.
			key('t', canStop || !canStart ? 'stop' : 'start'),
			...(canStop && canStart ? [key('T', 'start')] : []),
			key('d', 'remove'),
			{
				key: 'c',
				title: 'Create image',
				run: () => {},
				refusal: 'An image is created from one DevBox at a time. Press esc to clear the selection.',
			},
		],
	};
};

/** Why nothing can be done, with the first reason. */
const noneText = ({change, skipped: [first, ...more]}: BulkPlan): string => {
	const rest = more.length === 0 ? '' : `, and ${more.length} more`;
	return `There is nothing to ${change}: ${neutralise(first?.name ?? '')} is skipped (${neutralise(first?.text ?? '')})${rest}.`;
};

const questionOf = ({change, devboxes, acts, skipped}: BulkPlan, size: Size) => {
	const {verb, loss} = words[change];
	const all = acts.length + skipped.length;
	const what = skipped.length === 0 ? String(all) : `${acts.length} of ${all}`;
	return {
		title: `${verb} ${what} ${all === 1 ? 'DevBox' : 'DevBoxes'}?`,
		consequences: [...(loss === undefined ? [] : [loss]), ...planLines(acts, skipped, size)],
		verb,
		...(change === 'remove' && {typedName: `remove ${devboxes.length}`}),
	};
};
