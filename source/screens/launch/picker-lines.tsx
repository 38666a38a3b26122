import {Box, Text} from 'ink';
import type {Meaning} from '../../parts/tone-of.ts';
import {toneOf} from '../../parts/tone-of.ts';
import {wrapLines} from '../../parts/wrap-lines.ts';

/** Inside of a terminal of 80 columns a sentence of a picker has the space that it needs. */
const roomyFrom = 72;

/** How many lines a sentence of a picker gets: fixed, so that the list stays where it is while the cursor moves. @param width in columns */
export const pickerLines = (width: number): number => (width < roomyFrom ? 2 : 1);

/** A sentence over or under the list of a picker, in exactly so many lines. */
export const PickerText = ({
	text,
	meaning,
	width,
	lines = pickerLines(width),
}: {
	text: string;
	meaning: Meaning;
	width: number;
	lines?: number;
}) => (
	<Box height={lines} flexDirection="column" flexShrink={0} overflow="hidden">
		<Text {...toneOf(meaning)}>{wrapLines(text, width, lines).join('\n') || ' '}</Text>
	</Box>
);
