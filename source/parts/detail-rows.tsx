import {Box, Text, useIsScreenReaderEnabled} from 'ink';
import {useContext} from 'react';
import stringWidth from 'string-width';
import {counted} from '../model/counted.ts';
import {neutralise} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import {fitText, pad} from './fit.ts';
import {spoken} from './spoken.ts';
import {type Meaning, toneOf} from './tone-of.ts';
import {wrapWords} from './wrap-words.ts';

/** One fact about the selection. A long text wraps below itself; the label stands once. */
export type DetailRow = {readonly label: string; readonly text: string; readonly meaning?: Meaning};

const maxLabel = 14;

/** The lines of a detail panel: as many as fit, and what does not fit is counted in the last one. */
const detailLines = (
	rows: readonly DetailRow[],
	{width, height, more}: {width: number; height: number; more: string},
): readonly {readonly label: string; readonly text: string; readonly meaning: Meaning}[] => {
	const labelWidth = Math.min(maxLabel, Math.max(0, ...rows.map(({label}) => stringWidth(label))));
	const lines = rows
		.filter(({text}) => text !== '')
		.flatMap(({label, text, meaning = 'plain'}) =>
			wrapWords(neutralise(text), Math.max(10, width - labelWidth - 2)).map((line, index) => ({
				label: pad(index === 0 ? label : '', labelWidth, more),
				text: index === 0 ? line : line.trimStart(),
				meaning,
			})),
		);
	if (lines.length <= height) return lines;
	const shown = lines.slice(0, Math.max(0, height - 1));
	return [
		...shown,
		{
			label: pad('', labelWidth),
			text: `${more} ${counted(lines.length - shown.length, 'more line')}`,
			meaning: 'muted',
		},
	];
};

const spokenLabel = (label: string): string => (label.trim() === '' ? '' : `${label.trim()}: `);

/**
 * What there is to know of the selection, a label and a text each.
 *
 *     Image      node-base:22, by bob
 *     Snapshot   not available: started by bob
 */
export const DetailRows = ({
	rows,
	width,
	height,
}: {
	rows: readonly DetailRow[];
	width: number;
	height: number;
}) => {
	const {more} = useContext(MarksContext);
	const isSpoken = useIsScreenReaderEnabled();
	return (
		<Box flexDirection="column" width={width} height={height} overflow="hidden">
			{detailLines(rows, {width, height, more}).map(({label, text, meaning}, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the panel
				<Text key={index} wrap="truncate-end">
					<Text {...toneOf('muted')}>{isSpoken ? spokenLabel(label) : `${label}  `}</Text>
					<Text {...toneOf(meaning)}>
						{fitText(isSpoken ? spoken(text) : text, width - stringWidth(label) - 2, more)}
					</Text>
				</Text>
			))}
		</Box>
	);
};
