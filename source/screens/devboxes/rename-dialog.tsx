import {Box, Text} from 'ink';
import {useState} from 'react';
import {useKeys} from '../../keys.ts';
import type {Devbox} from '../../model/devbox.ts';
import {devboxNameProblem} from '../../model/launch.ts';
import {Dialog, dialogWidth} from '../../parts/dialog.tsx';
import {textState} from '../../parts/edit-text.ts';
import {TextField} from '../../parts/text-field.tsx';
import {toneOf} from '../../parts/tone-of.ts';
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
export const RenameDialog = ({devbox, taken, onName, onNo, size}: Props) => {
	const [state, setState] = useState(textState(devbox.name));
	const isUntouched = state.text === devbox.name;
	const problem = isUntouched ? 'This is its name already.' : devboxNameProblem(state.text, taken);
	useKeys([
		{key: 'enter', title: 'Rename', run: () => onName(state.text), refusal: problem},
		{key: 'esc', title: 'Cancel', run: onNo},
	]);
	return (
		<Dialog title={`Rename ${devbox.name}`} size={size}>
			<Text wrap="wrap">It keeps running. Its images keep the name of the DevBox they were made from.</Text>
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
				<Text {...toneOf('muted')}>{'enter Rename   esc Cancel'}</Text>
			</Box>
		</Dialog>
	);
};
