import {Box, Text} from 'ink';
import {useState} from 'react';
import {useKeys} from '../keys.ts';
import {Dialog, dialogWidth} from './dialog.tsx';
import {textState} from './edit-text.ts';
import {TextField} from './text-field.tsx';
import {toneOf} from './tone-of.ts';
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
	/** A choice beside the name; tab goes to the next one. */
	readonly choice?: {readonly title: string; readonly text: string; readonly next: () => void};
	readonly size: Size;
};

/** Asks for a name. What is wrong with it is shown once something has been typed. */
export const AskName = ({title, note, initial, verb, problemOf, onName, onNo, choice, size}: Props) => {
	const [state, setState] = useState(textState(initial));
	const problem = problemOf(state.text);
	useKeys([
		{key: 'enter', title: verb, run: () => onName(state.text), refusal: problem},
		...(choice ? [{key: 'tab', title: choice.title, run: choice.next}] : []),
		{key: 'esc', title: 'Cancel', run: onNo},
	]);
	return (
		<Dialog title={title} size={size}>
			<Text wrap="wrap">{note}</Text>
			<Box paddingTop={1} flexShrink={0}>
				<TextField
					state={state}
					onChange={setState}
					isActive
					width={dialogWidth(size.width)}
					problem={state.text === initial ? undefined : problem}
				/>
			</Box>
			{choice && (
				<Box paddingTop={1} flexShrink={0}>
					<Text wrap="wrap">{choice.text}</Text>
				</Box>
			)}
			<Box paddingTop={1} flexShrink={0}>
				<Text {...toneOf('muted')}>
					{`enter ${verb}   ${choice ? `tab ${choice.title}   ` : ''}esc Cancel`}
				</Text>
			</Box>
		</Dialog>
	);
};
