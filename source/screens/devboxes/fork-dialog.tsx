import {useState} from 'react';
import type {Devbox} from '../../model/devbox.ts';
import {type ForkMethod, forkCountProblem, forkMethods, forkMethodText} from '../../model/fork.ts';
import {neutralise} from '../../model/text.ts';
import {AskName} from '../../parts/ask-name.tsx';
import type {Size} from '../../parts/use-window-size.ts';

type ForkProps = {
	readonly devbox: Devbox;
	readonly onCount: (count: string, method: ForkMethod) => void;
	readonly onNo: () => void;
	readonly size: Size;
};

/** Asks how many forks, and how the image of them gets consistent. */
export const ForkDialog = ({devbox: {name}, onCount, ...rest}: ForkProps) => {
	const [at, setAt] = useState(0);
	const method = forkMethods[at] ?? 'auto';
	return (
		<AskName
			title={`How many forks of ${name}?`}
			note={`Each has its files, variables and limits, and free ports.${method === 'auto' ? ` ${neutralise(name)} is frozen briefly and keeps running.` : ''} What is mounted stays with it.`}
			initial="1"
			verb="Fork"
			problemOf={forkCountProblem}
			onName={count => onCount(count, method)}
			choices={[
				{
					key: 'tab',
					title: 'Method',
					text: `Method ${method}: ${forkMethodText[method]}`,
					next: () => setAt((at + 1) % forkMethods.length),
				},
			]}
			{...rest}
		/>
	);
};
