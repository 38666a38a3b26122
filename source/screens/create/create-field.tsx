import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {neutralise} from '../../model/text.ts';
import {toneOf} from '../../parts/tone-of.ts';
import {colours} from '../../theme.ts';

/** A field of Create Image, with its error or a note under it. */
export const CreateField = ({
	label,
	isActive,
	problem,
	note = '',
	children,
}: {
	label: string;
	isActive: boolean;
	problem: string | undefined;
	note?: string;
	children: ReactNode;
}) => (
	<Box flexDirection="column" flexShrink={0} minHeight={2}>
		<Box>
			<Box width={16} flexShrink={0}>
				<Text bold={isActive} {...(isActive && {color: colours.accent})}>
					{label}
				</Text>
			</Box>
			{children}
		</Box>
		<Box paddingLeft={16}>
			{problem === undefined ? (
				<Text {...toneOf('muted')}>{note}</Text>
			) : (
				<Text color={colours.danger}>{neutralise(problem)}</Text>
			)}
		</Box>
	</Box>
);
