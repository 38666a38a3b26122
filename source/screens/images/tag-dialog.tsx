import {Box, Text} from 'ink';
import {useState} from 'react';
import {useKeys} from '../../keys.ts';
import type {Image} from '../../model/image.ts';
import {nameProblem, splitReference, tagProblem, toReference} from '../../model/reference.ts';
import {Dialog, dialogWidth} from '../../parts/dialog.tsx';
import {textState} from '../../parts/edit-text.ts';
import {TextField} from '../../parts/text-field.tsx';
import {toneOf} from '../../parts/tone-of.ts';
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
export const TagDialog = ({image, taken, onTag, onNo, size}: Props) => {
	const [state, setState] = useState(textState(`${image.name}:`));
	const problem = problemOf(state.text, taken);
	useKeys([
		{key: 'enter', title: 'Add tag', run: () => onTag(state.text), refusal: problem},
		{key: 'esc', title: 'Cancel', run: onNo},
	]);
	const isUntouched = state.text === `${image.name}:`;
	return (
		<Dialog title={`Add a tag to ${image.name}:${image.tag}`} size={size}>
			<Text wrap="wrap">The image keeps its other names. Use name:tag.</Text>
			<Box paddingTop={1} flexShrink={0}>
				<TextField
					state={state}
					onChange={setState}
					isActive
					width={dialogWidth(size.width)}
					problem={isUntouched ? undefined : problem}
				/>
			</Box>
			<Box paddingTop={1} flexShrink={0}>
				<Text {...toneOf('muted')}>{'enter Add tag   esc Cancel'}</Text>
			</Box>
		</Dialog>
	);
};

const problemOf = (typed: string, taken: readonly string[]): string | undefined => {
	const {name, tag} = splitReference(typed);
	if (typed.endsWith(':')) return 'Type a tag after the colon.';
	const problem = nameProblem(name) ?? tagProblem(tag);
	if (problem !== undefined) return problem;
	return taken.includes(toReference(name, tag)) ? 'This name is taken on the worker.' : undefined;
};
