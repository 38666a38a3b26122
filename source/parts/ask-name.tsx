import {Box} from 'ink';
import {useState} from 'react';
import {keyName} from '../key-names.ts';
import {useKeys} from '../keys.ts';
import {Dialog, dialogWidth} from './dialog.tsx';
import {textState} from './edit-text.ts';
import {KeyHints} from './key-hints.tsx';
import {Prose} from './prose.tsx';
import {TextField} from './text-field.tsx';
import type {Size} from './use-window-size.ts';

type Props = {
	readonly title: string;
	/** What the name is for, in a sentence or two. */
	readonly note: string;
	/** What the field holds at first. */
	readonly initial: string;
	/** What the key does: `Rename`. */
	readonly verb: string;
	/** Why this cannot be the name. */
	readonly problemOf: (typed: string) => string | undefined;
	readonly onName: (name: string) => void;
	readonly onNo: () => void;
	/** Choices beside the name; the key of each goes to the next value. */
	readonly choices?: readonly Choice[];
	readonly size: Size;
};

/** A choice beside a name: `tab Other worker`, with its value in words. */
export type Choice = {
	readonly key: 'tab' | 'ctrl+o' | 'ctrl+s';
	readonly title: string;
	readonly text: string;
	/** Its next value, or what it does with what is typed. */
	readonly next: (typed: string) => void;
};

/** Asks for a name. What is wrong with it is shown once something has been typed. */
export const AskName = ({title, note, initial, verb, problemOf, onName, onNo, choices = [], size}: Props) => {
	const [state, setState] = useState(textState(initial));
	const problem = problemOf(state.text);
	useKeys([
		{key: 'enter', title: verb, run: () => onName(state.text), refusal: problem},
		...choices.map(({key, title: what, next}) => ({key, title: what, run: () => next(state.text)})),
		{key: 'esc', title: 'Cancel', run: onNo},
	]);
	return (
		<Dialog title={title} size={size}>
			<Prose>{note}</Prose>
			<Box paddingTop={1} flexShrink={0}>
				<TextField
					state={state}
					onChange={setState}
					isActive
					width={dialogWidth(size.width)}
					problem={state.text === initial ? undefined : problem}
				/>
			</Box>
			{choices.length > 0 && (
				<Box paddingTop={1} flexShrink={0} flexDirection="column">
					{choices.map(({key, text}) => (
						<Prose key={key}>{text}</Prose>
					))}
				</Box>
			)}
			<KeyHints
				hints={[
					`enter ${verb}`,
					...choices.map(({key, title: what}) => `${keyName(key)} ${what}`),
					'esc Cancel',
				]}
				width={dialogWidth(size.width)}
			/>
		</Dialog>
	);
};
