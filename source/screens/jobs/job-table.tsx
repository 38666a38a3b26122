import {Text, useAnimation, useIsScreenReaderEnabled} from 'ink';
import {useContext} from 'react';
import {durationText} from '../../model/duration.ts';
import type {Job, JobSummary} from '../../model/job.ts';
import {isUnderWay, jobWord, listedTookMs} from '../../model/job-state.ts';
import {progressOf} from '../../model/progress.ts';
import type {Colour} from '../../palettes.ts';
import {type Cell, type Column, ColumnHeads, Columns} from '../../parts/columns.tsx';
import {cursorTone} from '../../parts/list.tsx';
import {measuredColumns} from '../../parts/needed-widths.ts';
import {shareWidth} from '../../parts/share-width.ts';
import {toneOf} from '../../parts/tone-of.ts';
import {colours, type Marks, MarksContext} from '../../theme.ts';
import {listedTitle} from '../shared/activity.ts';
import {age} from '../shared/age.ts';
import {markWidth} from '../shared/reach-mark.tsx';

const columns: readonly Column[] = [
	{width: 13},
	{grow: 8, width: 18},
	{grow: 1, width: 8},
	// Before the rest: runs of one schedule differ only by it.
	{width: 5},
	{width: 9, isRight: true},
	{width: 8},
	{grow: 1, width: 20},
];
const heads = ['STATE', 'JOB', 'WORKER', 'AGE', 'TIME', 'USER', 'STEP'] as const;

/** The columns of the list, as wide as its jobs need; steps change with every event, and have the rest. */
export const useJobColumns = measuredColumns({
	columns,
	heads,
	growing: (job: JobSummary) => [{text: listedTitle(job)}, {text: job.request.worker}, undefined],
});

type TableProps = {readonly columns: readonly Column[]; readonly width: number};

export const JobHead = (table: TableProps) => <ColumnHeads heads={heads} indent={markWidth} {...table} />;

const markOf = (job: JobSummary, marks: Marks): {mark: string; color: Colour} => {
	if (job.outcome === 'done') return {mark: marks.done, color: colours.success};
	if (job.outcome === 'cancelled') return {mark: marks.undone, color: colours.warning};
	return {mark: marks.failed, color: colours.danger};
};

/** Each animated row is redrawn whole: at eight frames a second, a screen of them costs 100 kB/s. */
const tickMs = 1000;

type LineProps = TableProps & {
	readonly job: JobSummary;
	/** Its state, if it is followed. */
	readonly followed: Job | undefined;
	readonly isCursor: boolean;
};

/** One job in a line; a running one shows its step where it fits. */
export const JobLine = ({job, followed, isCursor, columns, width}: LineProps) => {
	const marks = useContext(MarksContext);
	const {mark, color} = markOf(job, marks);
	const isMoving = isUnderWay(job);
	const isSpoken = useIsScreenReaderEnabled();
	const {frame} = useAnimation({interval: tickMs, isActive: isMoving && !isSpoken});
	const own = isMoving ? toneOf('running') : {color};
	// A selected row is one bar.
	const tone = isCursor ? cursorTone : own;
	const [, titleWidth = 0] = shareWidth(width - markWidth, columns);
	const cells: readonly Cell[] = [
		{text: jobWord(job)},
		{text: shortTitle(listedTitle(job), titleWidth, marks.more), isIdentity: true},
		{text: job.request.worker, meaning: 'muted', isIdentity: true},
		{text: age(Date.parse(job.request.at)), meaning: 'muted'},
		{text: timeOf(job), meaning: isMoving ? 'plain' : 'muted'},
		{text: job.request.user, meaning: 'muted'},
		{text: isMoving ? stepOf(job, followed) : '', meaning: 'muted'},
	];
	if (isSpoken) return <Columns columns={columns} cells={cells} width={width} />;
	return (
		<Text>
			<Text {...tone}>{isMoving ? marks.spinner[frame % marks.spinner.length] : mark}</Text>
			<Text {...(isCursor && cursorTone)}> </Text>
			<Columns columns={columns} cells={cells} width={width - markWidth} isSelected={isCursor} />
		</Text>
	);
};

/** A launch or run that is too long loses of its image, not of its DevBox: `Launch box-one …:22`. Others are cut in the middle. */
const shortTitle = (title: string, width: number, more: string): string => {
	const [, head = '', image = ''] = /^((?:Launch|Run) \S+ )from (\S+)$/u.exec(title) ?? [];
	const room = width - head.length - more.length;
	return image === '' || title.length <= width || room < 1 ? title : `${head}${more}${image.slice(-room)}`;
};

/** Time since it was requested, or its duration. Now and the request are of our clock. */
const timeOf = (job: JobSummary): string => {
	const ms =
		job.outcome === undefined && job.alive ? Date.now() - Date.parse(job.request.at) : listedTookMs(job);
	return ms !== undefined && ms >= 0 ? durationText(ms) : '';
};

/** `2/4 45 % Commit the image` */
const stepOf = (job: JobSummary, followed: Job | undefined): string => {
	const {steps} = job.request;
	const inFollowed = followed?.steps.findLastIndex(step => step.state !== 'waiting') ?? -1;
	const begun = Math.min(steps.length, Math.max(inFollowed + 1, job.begun ?? 0));
	if (begun === 0) return followed?.waitsFor ?? '';
	const percent = followed?.progress && progressOf(followed.progress).percent;
	return `${begun}/${steps.length}${percent === undefined ? '' : ` ${percent} %`} ${steps[begun - 1]?.title ?? ''}`;
};
