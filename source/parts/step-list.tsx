import {Box, Text, useAnimation, useIsScreenReaderEnabled} from 'ink';
import {useContext} from 'react';
import {durationText} from '../model/duration.ts';
import {neutralise} from '../model/text.ts';
import {type Marks, MarksContext} from '../theme.ts';
import {pad} from './fit.ts';
import {windowOf} from './place.ts';
import {Spinner} from './spinner.tsx';
import {type Meaning, toneOf} from './tone-of.ts';

export type StepRow = {
	readonly id: string;
	readonly title: string;
	readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'undoing' | 'undone' | 'undo-failed';
	/** Epoch ms. */
	readonly startedAt?: number | undefined;
	readonly endedAt?: number | undefined;
};

const looks: Record<
	StepRow['state'],
	{mark: Exclude<keyof Marks, 'frame'>; meaning: Meaning; words: string}
> = {
	waiting: {mark: 'waiting', meaning: 'muted', words: ''},
	running: {mark: 'busy', meaning: 'running', words: 'running'},
	done: {mark: 'done', meaning: 'success', words: ''},
	failed: {mark: 'failed', meaning: 'danger', words: 'failed'},
	undoing: {mark: 'busy', meaning: 'warning', words: 'rolling back'},
	undone: {mark: 'undone', meaning: 'warning', words: 'rolled back'},
	'undo-failed': {mark: 'failed', meaning: 'danger', words: 'needs cleanup'},
};

const isMoving = (step: StepRow): boolean => step.state === 'running' || step.state === 'undoing';

/**
 * The steps of a job with how long each took. In fewer lines than steps: those around the running one.
 *
 *     ✓ Check the DevBox     0.3 s
 *     ⠙ Commit the image      12 s  running
 *     · Check the labels
 */
export const StepList = ({
	steps,
	width,
	height = steps.length,
	skewMs = 0,
}: {
	steps: readonly StepRow[];
	width: number;
	height?: number;
	/** How far the worker's clock, which the times are from, is behind ours. */
	skewMs?: number;
}) => {
	const isSpoken = useIsScreenReaderEnabled();
	useAnimation({interval: 200, isActive: !isSpoken && steps.some(isMoving)});
	const now = Date.now() - skewMs;
	const last = steps.findLastIndex(step => step.state !== 'waiting');
	const {from, to} = windowOf(steps.length, Math.max(0, last), height);
	return (
		<Box flexDirection="column" width={width} height={to - from} overflow="hidden" flexShrink={0}>
			{steps.slice(from, to).map(step => (
				<Step key={step.id} step={step} width={width} now={now} />
			))}
		</Box>
	);
};

const Step = ({step, width, now}: {step: StepRow; width: number; now: number}) => {
	const marks = useContext(MarksContext);
	const {mark, meaning, words} = looks[step.state];
	const isSpoken = useIsScreenReaderEnabled();
	const end = step.endedAt ?? (isMoving(step) ? now : undefined);
	const time = step.startedAt === undefined || end === undefined ? '' : durationText(end - step.startedAt);
	if (isSpoken) {
		const said = [words || step.state, neutralise(step.title), isMoving(step) ? '' : time];
		return <Text>{said.filter(each => each !== '').join(', ')}</Text>;
	}
	const titleWidth = Math.max(8, Math.min(44, width - 2 - 10 - 25));
	return (
		<Box height={1} width={width} overflow="hidden" flexShrink={0}>
			<Box width={2} flexShrink={0}>
				{isMoving(step) ? <Spinner /> : <Text {...toneOf(meaning)}>{marks[mark]}</Text>}
			</Box>
			<Text wrap="truncate-end">
				<Text {...(isMoving(step) && toneOf('selected'))} {...(step.state === 'waiting' && toneOf('muted'))}>
					{pad(neutralise(step.title), titleWidth, marks.more)}
				</Text>
				{time.padStart(10)}
				<Text {...toneOf(meaning)}>{words === '' ? '' : `  ${words}`}</Text>
			</Text>
		</Box>
	);
};
