import {Box, Text} from 'ink';
import {type ReactNode, useContext} from 'react';
import {neutralise} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import {pad} from './fit.ts';
import {Prose} from './prose.tsx';
import {toneOf} from './tone-of.ts';

/** Columns before a field: the cursor's mark, the label, a gap. */
export const formRowEdge = (labelWidth: number): number => 2 + labelWidth + 2;

/**
 * A field with its label, marked while it is focused, and a note under it.
 *
 *     ❯ Image name    tax-prep█
 *                     forge-1 has an image of this name
 */
export const FormRow = ({
	label,
	labelWidth,
	width,
	isFocused,
	note,
	children,
}: {
	label: string;
	labelWidth: number;
	width: number;
	isFocused: boolean;
	note?: string | undefined;
	/** The field, `width - formRowEdge(labelWidth)` columns wide. */
	children: ReactNode;
}) => {
	const marks = useContext(MarksContext);
	const inner = Math.max(1, width - formRowEdge(labelWidth));
	return (
		<Box width={width} flexShrink={0}>
			<Box width={formRowEdge(labelWidth)} height={1} flexShrink={0} overflow="hidden">
				<Text {...(isFocused ? toneOf('title') : toneOf('muted'))}>
					{`${isFocused ? marks.cursor : ' '} ${pad(label, labelWidth, marks.more)}`}
				</Text>
			</Box>
			<Box width={inner} flexDirection="column" overflow="hidden">
				{children}
				{note === undefined ? null : <Prose {...toneOf('muted')}>{neutralise(note)}</Prose>}
			</Box>
		</Box>
	);
};
