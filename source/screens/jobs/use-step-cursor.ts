import {useState} from 'react';
import type {Binding} from '../../keys.ts';
import type {Job, JobRequest} from '../../model/job.ts';

export type StepCursor = {
	readonly index: number;
	/** The id of the step; '' for a job without steps. */
	readonly step: string;
	readonly title: string;
	/** Whether it goes to the step that begins next. */
	readonly isFollowing: boolean;
	readonly goTo: (index: number) => void;
	/** Stays on its step while its log is read, unless the user has chosen one; `false`: goes on. */
	readonly hold: (isHeld: boolean) => void;
	readonly follow: () => void;
	readonly bindings: readonly Binding[];
};

/** Where the cursor stays: as the user chose it, or because its log is read. */
type Chosen = {readonly index: number; readonly isByLog: boolean};

/** The step whose log is shown: the one at work, the last or the one that failed, until the user chooses another. */
export const useStepCursor = ({kind, steps}: JobRequest, job: Job | undefined): StepCursor => {
	const [chosen, setChosen] = useState<Chosen>();
	const states = job?.steps ?? [];
	const atWork = states.findLastIndex(({state}) => !['waiting', 'done'].includes(state));
	const begun = states.findLastIndex(({state}) => state !== 'waiting');
	const failed = states.findIndex(({state}) => ['failed', 'cancelled', 'interrupted'].includes(state));
	// The output of a schedule's command is why users open its run.
	const afterEnd = failed === -1 && kind === 'run' ? steps.findIndex(({id}) => id === 'work') : failed;
	const current = job?.outcome === undefined ? atWork : afterEnd;
	const index = Math.min(steps.length - 1, chosen?.index ?? Math.max(0, current === -1 ? begun : current));
	const goTo = (to: number) =>
		setChosen({index: Math.max(0, Math.min(steps.length - 1, to)), isByLog: false});
	const move = (key: string, title: string, by: number): Binding => ({
		key,
		title,
		group: 'Steps',
		isHidden: true,
		run: () => goTo(index + by),
	});
	return {
		index,
		step: steps[index]?.id ?? '',
		title: steps[index]?.title ?? '',
		isFollowing: chosen === undefined,
		goTo,
		hold: isHeld =>
			setChosen(before => {
				if (before !== undefined && !before.isByLog) return before;
				return isHeld ? {index, isByLog: true} : undefined;
			}),
		follow: () => setChosen(undefined),
		bindings: [
			move('up', 'Previous', -1),
			move('down', 'Next', 1),
			move('k', 'Previous', -1),
			move('j', 'Next', 1),
		],
	};
};
