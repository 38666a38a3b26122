import {Box, type DOMElement, Text, useAnimation, useIsScreenReaderEnabled} from 'ink';
import {useRef} from 'react';
import stringWidth from 'string-width';
import {neutralise} from '../model/text.ts';
import {windowOf} from './place.ts';
import {usePointer} from './pointer.ts';
import {isMoving, StepLine, type StepRow, spokenStep} from './step-row.tsx';

export type {StepRow} from './step-row.tsx';

const minTitle = 16;
const maxTitle = 44;
/** Columns beside the title: marks, the time, and a word or two of state. */
const beside = 37;

type Props = {
	readonly steps: readonly StepRow[];
	readonly width: number;
	readonly height?: number;
	/** How far the worker's clock, which the times are from, is behind ours. */
	readonly skewMs?: number;
	/** The index of the selected step; undefined where none can be selected. */
	readonly cursor?: number;
	readonly onCursor?: (index: number) => void;
};

/**
 * The steps of a job with how long each took. In fewer lines than steps: those around the cursor or the running one.
 *
 *     ✓ Check the DevBox       0.3 s  The disk has space for it.
 *     ⠙ Commit the image        12 s  ██████░░░░  58 %  612 MB of 1.05 GB  6 s left
 *     · Check the labels
 */
export const StepList = ({steps, width, height = steps.length, skewMs = 0, cursor, onCursor}: Props) => {
	const isSpoken = useIsScreenReaderEnabled();
	const {frame} = useAnimation({interval: 200, isActive: !isSpoken && steps.some(isMoving)});
	const part = useRef<DOMElement>(null);
	const now = Date.now() - skewMs;
	const last = steps.findLastIndex(step => step.state !== 'waiting');
	const {from, to} = windowOf(steps.length, cursor ?? Math.max(0, last), height);
	usePointer(part, at => {
		if (at.kind === 'click' && from + at.row < to) onCursor?.(from + at.row);
	});
	const longest = Math.max(minTitle, ...steps.map(({title}) => stringWidth(neutralise(title))));
	const titleWidth = Math.max(8, Math.min(maxTitle, longest, width - beside));
	const cursorAt = (index: number) => (cursor === undefined ? undefined : from + index === cursor);
	return (
		<Box ref={part} flexDirection="column" width={width} height={to - from} overflow="hidden" flexShrink={0}>
			{steps
				.slice(from, to)
				.map((step, index) =>
					isSpoken ? (
						<Text key={step.id}>{spokenStep(step, cursorAt(index))}</Text>
					) : (
						<StepLine key={step.id} {...{step, width, titleWidth, now, frame}} isCursor={cursorAt(index)} />
					),
				)}
		</Box>
	);
};
