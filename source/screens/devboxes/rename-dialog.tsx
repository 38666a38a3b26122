import type {Devbox} from '../../model/devbox.ts';
import {devboxNameProblem} from '../../model/launch.ts';
import {AskName} from '../../parts/ask-name.tsx';
import type {Size} from '../../parts/use-window-size.ts';

type Props = {
	readonly devbox: Devbox;
	/** Names in use on its worker. */
	readonly taken: readonly string[];
	readonly onName: (name: string) => void;
	readonly onNo: () => void;
	readonly size: Size;
};

/** Asks for another name of a DevBox; the field starts with the one it has. */
export const RenameDialog = ({devbox: {name}, taken, ...rest}: Props) => (
	<AskName
		title={`Rename ${name}`}
		note="It keeps running. Its images keep the name of the DevBox they were made from."
		initial={name}
		verb="Rename"
		problemOf={typed => (typed === name ? 'This is its name already.' : devboxNameProblem(typed, taken))}
		{...rest}
	/>
);
