import {Text} from 'ink';
import {durationText} from '../../model/duration.ts';
import {type Job, type Outcome, tookMs} from '../../model/job.ts';
import {outcomeWords} from '../../model/outcome-words.ts';
import {neutralise} from '../../model/text.ts';
import {type Tone, toneOf} from '../../parts/tone-of.ts';
import {colours} from '../../theme.ts';

/** A sentence or two below the steps. */
export type StatusText = {readonly text: string; readonly tone: Tone};

const neededBy: Readonly<Record<string, string>> = {
	build: 'Do not quit until the context has arrived; the build needs it.',
	copy: 'Do not quit until the layers have arrived; they pass through this computer.',
	import: 'Do not quit until the layers have arrived; they come from a file of this computer.',
};

const underWay = (job: Job | undefined): string => {
	const needed = neededBy[job?.request.kind ?? ''];
	const receiving = needed === undefined ? undefined : job?.steps.find(({id}) => id === 'receive');
	return needed === undefined || receiving === undefined || receiving.state === 'done'
		? 'You can leave or quit; the job keeps running.'
		: needed;
};

/**
 * How a job ended or what it waits for, or why there is no news of it.
 * @param problem why there is none, most important first
 */
export const statusOf = (
	job: Job | undefined,
	problem: readonly string[] | undefined,
): readonly StatusText[] => {
	if (job?.outcome !== undefined) return [outcomeOf(job, job.outcome)];
	if (problem !== undefined)
		return problem.map(line => ({text: neutralise(line), tone: {color: colours.warning}}));
	const text = job?.isCancelling
		? 'Cancelling and rolling back …'
		: neutralise(job?.waitsFor ?? underWay(job));
	return [{text, tone: toneOf('muted')}];
};

const outcomeOf = (job: Job, outcome: Outcome): StatusText => {
	const took = tookMs(job);
	const time = took === undefined ? '' : ` in ${durationText(took)}`;
	return {
		text: `${outcomeWords[outcome]}${time}: ${neutralise(job.reason ?? '')}`,
		tone: {bold: true, color: outcome === 'done' ? colours.success : colours.danger},
	};
};

/** The lines as `useJobLayout` has broken them. */
export const StatusLines = ({lines}: {lines: readonly StatusText[]}) =>
	lines.map(({text, tone}, index) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: lines of one text
		<Text key={index} {...tone} wrap="truncate-end">
			{text}
		</Text>
	));
