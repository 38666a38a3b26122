import {useIsScreenReaderEnabled} from 'ink';
import {useContext} from 'react';
import {keyName} from '../../key-names.ts';
import type {Binding} from '../../keys.ts';
import {nameProblem, tagProblem} from '../../model/reference.ts';
import type {TextState} from '../../parts/edit-text.ts';
import {TextField} from '../../parts/text-field.tsx';
import {MarksContext} from '../../theme.ts';
import {CreateField} from './create-field.tsx';

/** The name of an image, as a form holds it. */
export type ReferenceState = {
	readonly name: TextState;
	readonly setName: (next: TextState) => void;
	readonly tag: TextState;
	readonly setTag: (next: TextState) => void;
	readonly reference: string;
	readonly worker: string;
	readonly isTaken: boolean;
	readonly overwrite: boolean;
};

/** Name and tag, and the reference that they make: free, or what is wrong with it. */
export const CreateReference = ({
	state,
	focused,
	width,
}: {
	state: ReferenceState;
	focused: string;
	width: number;
}) => {
	const wrongName = nameProblem(state.name.text);
	const {done} = useContext(MarksContext);
	const isSpoken = useIsScreenReaderEnabled();
	const target = `${state.reference} on ${state.worker}`;
	const free = isSpoken ? `${target}, free` : `→ ${target}   ${done} free`;
	return (
		<>
			<CreateField
				label="Image name"
				isActive={focused === 'name'}
				problem={state.name.text === '' ? undefined : wrongName}
			>
				<TextField
					state={state.name}
					onChange={state.setName}
					isActive={focused === 'name'}
					width={width}
					placeholder="tax-prep"
				/>
			</CreateField>
			<CreateField
				label="Tag"
				isActive={focused === 'tag'}
				problem={tagProblem(state.tag.text) ?? takenProblem(state)}
				note={wrongName === undefined ? free : ''}
			>
				<TextField
					state={state.tag}
					onChange={state.setTag}
					isActive={focused === 'tag'}
					width={width}
					placeholder="latest"
				/>
			</CreateField>
		</>
	);
};

/** The key that replaces the image of that name, where one exists. */
export const overwriteKeys = ({
	isTaken,
	overwrite,
	setOverwrite,
}: Pick<ReferenceState, 'isTaken' | 'overwrite'> & {
	readonly setOverwrite: (overwrite: boolean) => void;
}): readonly Binding[] =>
	isTaken
		? [
				{
					key: 'ctrl+o',
					title: overwrite ? 'Keep old image' : 'Overwrite',
					run: () => setOverwrite(!overwrite),
				},
			]
		: [];

const takenProblem = ({isTaken, overwrite, reference}: ReferenceState): string | undefined => {
	if (!isTaken) return undefined;
	return overwrite
		? `${reference} will be replaced once the new image is complete.`
		: `${reference} already exists on this worker; ${keyName('ctrl+o')} overwrites it.`;
};
