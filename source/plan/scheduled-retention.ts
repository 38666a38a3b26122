import type {Retention} from '../model/retention.ts';
import type {Plan, Step} from './step.ts';

const script = (...argv: readonly string[]): readonly string[] => ['sh', './retention-step.sh', ...argv];

const words = ({keepLast, keepWithinMs, names = []}: Retention): readonly string[] => [
	String(keepLast),
	keepWithinMs === undefined ? '' : String(Math.floor(keepWithinMs / 1000)),
	...names,
];

const steps = (how: 'note' | 'fail', argv: readonly string[]): readonly [Step, Step] => [
	{id: 'judge', title: 'Find old images', argv: script('judge', how, ...argv)},
	{id: 'delete', title: 'Delete old images', argv: script('delete', how), undo: script('release')},
];

/** The plan with the deletion of older images of the schedule at its end, which can no longer undo the new one. */
export const withRetention = (
	plan: Plan,
	{user, name, retention}: {user: string; name: string; retention: Retention | undefined},
): Plan => {
	if (retention === undefined) return plan;
	const [judge, remove] = steps('note', [user, 'made', ...words({...retention, names: [name]})]);
	return {...plan, steps: [...plan.steps, {...judge, settles: 'label-check'}, remove]};
};

/** The plan of a schedule that deletes old images of a user, judged when it runs. */
export const scheduledPrunePlan = (user: string, id: string, retention: Retention): Plan => ({
	steps: steps('fail', [user, 'all', ...words(retention)]),
	locks: [`schedule-${id}`],
	done: 'The images are pruned.',
	busy: 'Skipped: the previous run is still going',
});
