import {Text} from 'ink';
import {useContext} from 'react';
import stringWidth from 'string-width';
import {durationText} from '../model/duration.ts';
import type {JobStep} from '../model/job-step.ts';
import {neutralise} from '../model/text.ts';
import {type Marks, MarksContext} from '../theme.ts';
import {fitText, pad} from './fit.ts';
import {cursorTone} from './list.tsx';
import {meter} from './meter.ts';
import {type Meaning, toneOf} from './tone-of.ts';

export type StepRow = {
	readonly id: string;
	readonly title: string;
	readonly state: JobStep['state'];
	/** Epoch ms. */
	readonly startedAt?: number | undefined;
	readonly endedAt?: number | undefined;
	/** What came of it, in a sentence. */
	readonly note?: string | undefined;
	/** How far it is: what is known of it in words, most important first, and from 0 to 1, if that is known. */
	readonly progress?: {readonly words: readonly string[]; readonly share: number | undefined} | undefined;
};

type Look = {
	readonly mark: Exclude<keyof Marks, 'frame' | 'spinner'>;
	readonly meaning: Meaning;
	readonly words: string;
};

const looks: Record<StepRow['state'], Look> = {
	waiting: {mark: 'waiting', meaning: 'muted', words: ''},
	running: {mark: 'busy', meaning: 'running', words: 'running'},
	done: {mark: 'done', meaning: 'success', words: ''},
	failed: {mark: 'failed', meaning: 'danger', words: 'failed'},
	cancelled: {mark: 'undone', meaning: 'warning', words: 'cancelled'},
	interrupted: {mark: 'failed', meaning: 'danger', words: 'interrupted'},
	undoing: {mark: 'busy', meaning: 'warning', words: 'rolling back'},
	undone: {mark: 'undone', meaning: 'warning', words: 'rolled back'},
	'undo-failed': {mark: 'failed', meaning: 'danger', words: 'needs cleanup'},
};

/** Whether its row changes by itself: a spinner, a time. */
export const isMoving = ({state}: StepRow): boolean => state === 'running' || state === 'undoing';

const timeWidth = 10;
const barWidth = {min: 6, max: 20};

type Props = {
	readonly step: StepRow;
	readonly width: number;
	readonly titleWidth: number;
	/** Epoch ms by the clock that the times are from. */
	readonly now: number;
	/** Counts while the spinner turns. */
	readonly frame: number;
	/** undefined in a list without a cursor. */
	readonly isCursor: boolean | undefined;
};

/** One step in a line. */
export const StepLine = ({step, width, titleWidth, now, frame, isCursor}: Props) => {
	const marks = useContext(MarksContext);
	const {mark, meaning} = looks[step.state];
	const edge = isCursor === undefined ? '' : isCursor ? `${marks.cursor} ` : '  ';
	const sign = isMoving(step) ? marks.spinner[frame % marks.spinner.length] : marks[mark];
	const {head, tail} = textOf(step, {
		width: width - stringWidth(edge) - 2,
		titleWidth,
		now,
		more: marks.more,
	});
	if (isCursor)
		return (
			<Text {...cursorTone} wrap="truncate-end">
				{pad(`${edge}${sign} ${head}${tail === '' ? '' : `  ${tail}`}`, width)}
			</Text>
		);
	return (
		<Text wrap="truncate-end">
			{edge}
			<Text {...toneOf(meaning)}>{sign}</Text>
			<Text {...(isMoving(step) && toneOf('selected'))} {...(step.state === 'waiting' && toneOf('muted'))}>
				{` ${head}`}
			</Text>
			<Text {...toneOf(isMoving(step) || looks[step.state].words !== '' ? meaning : 'muted')}>
				{tail === '' ? '' : `  ${tail}`}
			</Text>
		</Text>
	);
};

type Place = Pick<Props, 'width' | 'titleWidth' | 'now'> & {readonly more: string};

/** What follows its mark: title and time, and what is said of it. */
const textOf = (step: StepRow, {width, titleWidth, now, more}: Place) => {
	const title = neutralise(step.title);
	const room = width - titleWidth - timeWidth - 2;
	const tail = room < 1 ? '' : tailOf(step, room, more);
	// A title gets what its line leaves; not while it moves, because that changes with each report.
	const free = isMoving(step) ? 0 : width - timeWidth - (tail === '' ? 0 : stringWidth(tail) + 2);
	const space = Math.max(titleWidth, Math.min(free, stringWidth(title)));
	return {head: `${pad(title, space, more)}${timeOf(step, now).padStart(timeWidth)}`, tail};
};

/** The same for a screen reader: a time that changes would be read out each second. */
export const spokenStep = (step: StepRow, isCursor: boolean | undefined): string =>
	[
		isCursor ? 'selected' : '',
		looks[step.state].words || step.state,
		neutralise(step.title),
		isMoving(step) ? '' : timeOf(step, 0),
		neutralise(step.note ?? ''),
	]
		.filter(each => each !== '')
		.join(', ');

const timeOf = (step: StepRow, now: number): string => {
	const end = step.endedAt ?? (isMoving(step) ? now : undefined);
	return step.startedAt === undefined || end === undefined ? '' : durationText(end - step.startedAt);
};

/** What follows the time: how far it is, else its state in a word or what came of it. */
const tailOf = ({state, note = '', progress}: StepRow, room: number, more: string): string => {
	if (progress === undefined || state !== 'running')
		return fitText([looks[state].words, neutralise(note)].filter(Boolean).join(': '), room, more);
	const bar = Math.max(barWidth.min, Math.min(barWidth.max, Math.floor(room / 6)));
	const hasBar = progress.share !== undefined && room >= 2 * barWidth.min;
	const shown = hasBar ? [meter(progress.share ?? 0, bar)] : [];
	let left = room - (shown.length === 0 ? 0 : bar + 2);
	for (const word of progress.words) {
		if (stringWidth(word) > left) continue;
		shown.push(word);
		left -= stringWidth(word) + 2;
	}
	return shown.join('  ');
};
