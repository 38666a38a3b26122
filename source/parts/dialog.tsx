import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {type Colour, colours} from '../theme.ts';

/** A question in the middle of the screen, over nothing: what is asked is all there is to look at. */
export const Dialog = ({
	title,
	children,
	size,
	color = colours.accent,
}: {
	title: string;
	children: ReactNode;
	size: {readonly width: number; readonly height: number};
	color?: Colour;
}) => (
	<Box width={size.width} height={size.height} alignItems="center" justifyContent="center">
		<Box
			flexDirection="column"
			borderStyle="round"
			borderColor={color}
			paddingX={2}
			paddingY={1}
			width={Math.min(84, size.width - 4)}
		>
			<Text bold color={color}>
				{title}
			</Text>
			<Box flexDirection="column" paddingTop={1}>
				{children}
			</Box>
		</Box>
	</Box>
);
