import type {Binding} from '../keys.ts';

export type HelpRow =
	| {readonly heading: string}
	| {readonly text: string}
	| {readonly keys: string; readonly title: string; readonly refusal: string | undefined};

const noGroup = 'Here';

/** A heading for each group, then one line for each thing that can be done, with all its keys. */
export const helpRows = (bindings: readonly Binding[]): readonly HelpRow[] => {
	const first = bindings.filter(
		(each, index) => bindings.findIndex(other => other.key === each.key) === index,
	);
	return [...Map.groupBy(first, each => each.group ?? noGroup)].flatMap(([heading, group]) => [
		{heading},
		...[...Map.groupBy(group, each => each.title)].map(([title, same]) => ({
			keys: same.map(each => each.key).join(' '),
			title,
			refusal: same[0]?.refusal,
		})),
	]);
};
