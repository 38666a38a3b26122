import type {Image} from '../../model/image.ts';
import {referenceProblem, splitReference, toReference} from '../../model/reference.ts';
import {AskName} from '../../parts/ask-name.tsx';
import type {Size} from '../../parts/use-window-size.ts';

type Props = {
	readonly image: Image;
	/** References in use on its worker. */
	readonly taken: readonly string[];
	readonly onTag: (wanted: string) => void;
	readonly onNo: () => void;
	readonly size: Size;
};

/** Asks for one more name of an image; the field starts with its name. */
export const TagDialog = ({image: {name, tag}, taken, onTag, ...rest}: Props) => (
	<AskName
		title={`Add a tag to ${name}:${tag}`}
		note="The image keeps its other names. Use name:tag."
		initial={`${name}:`}
		verb="Add tag"
		problemOf={typed => problemOf(typed, taken)}
		onName={onTag}
		{...rest}
	/>
);

const problemOf = (typed: string, taken: readonly string[]): string | undefined => {
	const {name, tag} = splitReference(typed);
	if (typed.endsWith(':')) return 'Type a tag after the colon.';
	const problem = referenceProblem(name, tag);
	if (problem !== undefined) return problem;
	return taken.includes(toReference(name, tag)) ? 'This name is taken on the worker.' : undefined;
};
