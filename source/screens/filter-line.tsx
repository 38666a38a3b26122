import {Box, Text} from 'ink';
import type {TextState} from '../parts/edit-text.ts';
import {TextField} from '../parts/text-field.tsx';
import {colours} from '../theme.ts';

type Props = {
	readonly state: TextState;
	readonly onChange: (next: TextState) => void;
	readonly isActive: boolean;
	readonly found: number;
	readonly total: number;
	readonly width: number;
	readonly hint: string;
};

/** `/ tax█   3 of 120` */
export const FilterLine = ({state, onChange, isActive, found, total, width, hint}: Props) => (
	<Box height={1} width={width} justifyContent="space-between">
		<Box>
			<Text color={colours.accent}>{'/ '}</Text>
			<TextField
				state={state}
				onChange={onChange}
				isActive={isActive}
				width={Math.min(50, width - 20)}
				placeholder={hint}
			/>
		</Box>
		<Text dimColor>{`${found} of ${total}`}</Text>
	</Box>
);
