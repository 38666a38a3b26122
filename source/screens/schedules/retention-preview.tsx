import {Box, Text} from 'ink';
import type {Retained} from '../../model/retention.ts';
import {neutralise} from '../../model/text.ts';
import {Prose} from '../../parts/prose.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {cutLines} from '../shared/plan-lines.ts';
import {retainedLine} from '../shared/retained-line.ts';
import type {RetentionPreview as Preview} from './use-retention-preview.ts';

const tagged = ({image}: Retained): string => `${image.name}:${image.tag}`;

/** `A run now would delete 2 of your 4 images.` */
export const retentionWords = (rows: readonly Retained[]): string => {
	const count = rows.filter(({isOld}) => isOld).length;
	if (rows.length === 0) return 'You have no matching images on this worker.';
	if (count === 0) return `A run now would delete none of ${rows.length}.`;
	return `A run now would delete ${count} of ${rows.length}:`;
};

/**
 * What a run would delete now, and what stays and why.
 *
 *     A run now would delete 1 of 2:
 *       web:v1: number 2 of its name by age, 2 MB
 *       web:v2: kept, the newest of its name
 *
 * @param height lines for the images
 */
export const RetentionPreview = ({
	preview: {rows, isReading, problem},
	isValid,
	width,
	height,
}: {
	preview: Preview;
	/** Whether the rules can be judged. */
	isValid: boolean;
	width: number;
	height: number;
}) => {
	if (!isValid || rows === undefined) {
		const words = isValid ? (problem ?? 'Looking which of your images are old …') : ' ';
		return <Prose {...toneOf(problem === undefined ? 'muted' : 'warning')}>{neutralise(words)}</Prose>;
	}
	const lines = cutLines(
		rows.filter(({isOld}) => isOld).map(each => retainedLine(each, tagged)),
		rows.filter(({isOld}) => !isOld).map(each => retainedLine(each, tagged)),
		{width: width - 2, max: height, word: 'kept'},
	);
	return (
		<Box flexDirection="column" width={width} flexShrink={0}>
			<Text {...toneOf(isReading ? 'muted' : 'plain')} wrap="truncate-end">
				{isReading ? `${retentionWords(rows)} Looking again …` : retentionWords(rows)}
			</Text>
			{lines.map(line => (
				<Text key={line} {...toneOf('muted')} wrap="truncate-end">{`  ${line}`}</Text>
			))}
		</Box>
	);
};
