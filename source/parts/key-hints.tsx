import {Box, Text} from 'ink';
import {useContext} from 'react';
import stringWidth from 'string-width';
import {MarksContext} from '../theme.ts';
import {fitText} from './fit.ts';
import {toneOf} from './tone-of.ts';

const gap = '   ';

/** As many on a line as fit: none is broken, and none is lost. */
const hintLines = (hints: readonly string[], width: number, more: string): readonly string[] => {
	const lines: string[] = [];
	for (const hint of hints) {
		const line = [...lines.slice(-1), hint].join(gap);
		if (lines.length > 0 && stringWidth(line) <= width) lines.splice(-1, 1, line);
		else lines.push(fitText(hint, width, more));
	}
	return lines;
};

/**
 * The keys at the end of a dialog.
 *
 *     enter Pull   tab Other worker   ctrl+o Overwrite
 *     esc Cancel
 */
export const KeyHints = ({hints, width}: {hints: readonly string[]; width: number}) => {
	const {more} = useContext(MarksContext);
	return (
		<Box paddingTop={1} flexShrink={0}>
			<Text {...toneOf('muted')} wrap="truncate-end">
				{hintLines(hints, width, more).join('\n')}
			</Text>
		</Box>
	);
};
