import {Box, Text} from 'ink';
import {type ReactNode, useContext} from 'react';
import {neutralise} from '../model/text.ts';
import type {Colour} from '../palettes.ts';
import {colours, MarksContext} from '../theme.ts';

/** Columns that a dialog's border and padding take from its width. */
const frame = 6;

/** How wide the content of a dialog is. */
export const dialogWidth = (width: number): number => Math.max(10, Math.min(84, width - 4) - frame);

/** Ink fills the background of a box with blanks, and gives them no colour that it does not know: the terminal's own. */
const opaque = 'default';

/**
 * A question in the middle of the screen, over whatever is there.
 *
 *     ╭────────────────────╮
 *     │  Cancel the job?   │
 *     ╰────────────────────╯
 */
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
}) => {
	const marks = useContext(MarksContext);
	return (
		<Box
			width={size.width}
			height={size.height}
			alignItems="center"
			justifyContent="center"
			overflow="hidden"
		>
			<Box
				flexDirection="column"
				backgroundColor={opaque}
				borderStyle={marks.border}
				{...(color !== '' && {borderColor: color})}
				paddingX={2}
				width={dialogWidth(size.width) + frame}
				overflow="hidden"
				// A dialog that is too high loses its end, not its title.
				flexShrink={1}
			>
				<Box flexShrink={0} paddingBottom={1}>
					<Text color={color} bold wrap="truncate-end">
						{neutralise(title)}
					</Text>
				</Box>
				{children}
			</Box>
		</Box>
	);
};
