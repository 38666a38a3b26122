import {quote} from '../model/shell.ts';
import type {Plan, Step} from './step.ts';

/** Plan → the plan.sh that the job runner reads. The last line proves that the file is complete. */
export const planScript = (plan: Plan, title: string): string =>
	[
		`title=${quote([title])}`,
		`done_text=${quote([plan.done])}`,
		...(plan.busy === undefined ? [] : [`busy_text=${quote([plan.busy])}`]),
		`locks=${quote([plan.locks.join(' ')])}`,
		...(plan.slots === undefined ? [] : [`slots=${plan.slots}`]),
		...(plan.keep === undefined ? [] : [`keep_days=${plan.keep.days} keep_count=${plan.keep.count}`]),
		`step_count=${plan.steps.length}`,
		...plan.steps.flatMap((step, index) => stepLines(step, index + 1, plan.steps)),
		'# end of the plan',
		'',
	].join('\n');

const stepLines = (step: Step, number: number, steps: readonly Step[]): readonly string[] => {
	const settled = steps.findIndex(other => other.id === step.settles) + 1;
	return [
		`id_${number}=${quote([step.id])}`,
		`work_${number}() { exec ${quote(step.argv)}; }`,
		...(step.undo === undefined
			? []
			: [`undo_has_${number}=1`, `undo_${number}() { exec ${quote(step.undo)}; }`]),
		...(settled === 0 ? [] : [`settles_${number}=${settled}`]),
	];
};
