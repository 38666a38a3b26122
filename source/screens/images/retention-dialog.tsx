import {useState} from 'react';
import {parseAge, type Retention} from '../../model/retention.ts';
import type {KeepRules} from '../../model/scheduled-task.ts';
import {neutralise} from '../../model/text.ts';
import {AskName} from '../../parts/ask-name.tsx';
import type {Size} from '../../parts/use-window-size.ts';

const ages = [undefined, '7d', '30d', '90d'] as const;

type Props = {
	/** The only one whose images are judged. */
	readonly worker: string | undefined;
	readonly onRules: (rules: Retention) => void;
	/** The rules as typed, for a schedule. */
	readonly onSchedule: (keep: KeepRules) => void;
	readonly onNo: () => void;
	readonly size: Size;
};

/** Asks which images are kept. */
export const RetentionDialog = ({worker, onRules, onSchedule, ...rest}: Props) => {
	const [at, setAt] = useState(0);
	const age = ages[at];
	const keepWithinMs = age === undefined ? undefined : parseAge(age);
	return (
		<AskName
			title="Keep how many of your images of each name?"
			note={neutralise(
				`Older ones${worker === undefined ? '' : ` on ${worker}`} are deleted, after a list of them is shown. The newest of each name stays, and so does what a DevBox, a volume or a schedule uses.`,
			)}
			initial="3"
			verb="Show list"
			problemOf={countProblem}
			onName={count => onRules({keepLast: Number(count.trim()), keepWithinMs})}
			choices={[
				{
					key: 'tab',
					title: 'Age',
					text: `Younger images: ${age === undefined ? 'no rule' : `everything of the last ${age} is kept, too`}`,
					next: () => setAt((at + 1) % ages.length),
				},
				{
					key: 'ctrl+s',
					title: 'Schedule',
					text: 'A schedule can delete them regularly.',
					next: typed => onSchedule({keepLast: typed.trim(), keepWithin: age ?? ''}),
				},
			]}
			{...rest}
		/>
	);
};

const countProblem = (typed: string): string | undefined =>
	/^[1-9]\d{0,5}$/u.test(typed.trim()) ? undefined : 'Type a number, 1 or more.';
