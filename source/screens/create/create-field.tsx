import {Box, Text} from 'ink';
import {createContext, type ReactNode, useContext} from 'react';
import {neutralise} from '../../model/text.ts';
import {toneOf} from '../../parts/tone-of.ts';
import {colours} from '../../theme.ts';
import {fieldEdge} from './field-sizes.ts';

/** Where there is no space for them, a field has no line for an error that does not exist, and a note only while it has focus. */
export const CompactContext = createContext(false);

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
}) => {
	const isCompact = useContext(CompactContext);
	const below = problem ?? (isCompact && !isActive ? '' : note);
	return (
		<Box flexDirection="column" flexShrink={0} minHeight={isCompact ? 1 : 2}>
			<Box>
				<Box width={fieldEdge} flexShrink={0}>
					<Text bold={isActive} {...(isActive && {color: colours.accent})}>
						{label}
					</Text>
				</Box>
				{children}
			</Box>
			{below === '' ? null : (
				<Box paddingLeft={fieldEdge}>
					{problem === undefined ? (
						<Text {...toneOf('muted')}>{neutralise(note)}</Text>
					) : (
						<Text color={colours.danger}>{neutralise(problem)}</Text>
					)}
				</Box>
			)}
		</Box>
	);
};
