import {Box, Text, useAnimation} from 'ink';
import prettyMs from 'pretty-ms';
import {useContext} from 'react';
import {type Colour, colours, type Marks, MarksContext} from '../theme.ts';
import {pad} from './fit.ts';
import {Spinner} from './spinner.tsx';

export type StepRow = {
	readonly id: string;
	readonly title: string;
	readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'undoing' | 'undone' | 'undo-failed';
	/** Epoch ms. */
	readonly startedAt?: number | undefined;
	readonly endedAt?: number | undefined;
};

const words: Record<StepRow['state'], string> = {
	waiting: '',
	running: 'running',
	done: '',
	failed: 'failed',
	undoing: 'taking back',
	undone: 'taken back',
	'undo-failed': 'could not be taken back',
};

const markOf = (state: StepRow['state'], marks: Marks): {mark: string; color?: Colour} => {
	switch (state) {
		case 'done':
			return {mark: marks.done, color: colours.success};
		case 'failed':
		case 'undo-failed':
			return {mark: marks.failed, color: colours.danger};
		case 'undone':
			return {mark: marks.undone, color: colours.warning};
		default:
			return {mark: marks.waiting};
	}
};

/** `0.8 s`, `12 s`, `3 m 20 s`. */
export const elapsedText = (ms: number): string => {
	const whole = Math.max(0, ms);
	return whole < 10_000
		? `${(whole / 1000).toFixed(1)} s`
		: prettyMs(whole, {secondsDecimalDigits: 0, separateMilliseconds: false});
};

/**
 * The steps of a job with how long each took.
 *
 *     ✓ Check the DevBox    0.3 s
 *     ⠙ Commit the image   12 s
 *     · Check the labels
 */
export const StepList = ({
	steps,
	width,
	skewMs = 0,
}: {
	steps: readonly StepRow[];
	width: number;
	skewMs?: number;
}) => {
	const marks = useContext(MarksContext);
	const isRunning = steps.some(step => step.state === 'running' || step.state === 'undoing');
	useAnimation({interval: 200, isActive: isRunning});
	const titleWidth = Math.max(10, Math.min(40, width - 30));
	return (
		<Box flexDirection="column" width={width}>
			{steps.map(step => {
				const {mark, color} = markOf(step.state, marks);
				const isMoving = step.state === 'running' || step.state === 'undoing';
				const end = step.endedAt ?? (isMoving ? Date.now() - skewMs : undefined);
				const time =
					step.startedAt === undefined || end === undefined ? '' : elapsedText(end - step.startedAt);
				return (
					<Box key={step.id} height={1}>
						<Box width={2}>{isMoving ? <Spinner /> : <Text {...(color && {color})}>{mark}</Text>}</Box>
						<Text bold={isMoving} dimColor={step.state === 'waiting'}>
							{pad(step.title, titleWidth)}
						</Text>
						<Text>{time.padStart(9)}</Text>
						<Text dimColor>{words[step.state] === '' ? '' : `  ${words[step.state]}`}</Text>
					</Box>
				);
			})}
		</Box>
	);
};
