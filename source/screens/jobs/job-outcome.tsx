import {Text} from 'ink';
import {durationText} from '../../model/duration.ts';
import {type Job, tookMs} from '../../model/job.ts';
import {outcomeWords} from '../../model/outcome-words.ts';
import {neutralise} from '../../model/text.ts';
import {fitText} from '../../parts/fit.ts';
import {toneOf} from '../../parts/tone-of.ts';
import {colours} from '../../theme.ts';

type Props = {
	readonly job: Job | undefined;
	/** Why there is no news of it. */
	readonly problem: string | undefined;
	readonly width: number;
};

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

/** One line: how a job ended, why there is no news of it, or what it waits for. */
export const Outcome = ({job, problem, width}: Props) => {
	if (problem !== undefined && job?.outcome === undefined)
		return <Text color={colours.warning}>{fitText(neutralise(problem), width)}</Text>;
	if (job?.outcome === undefined) {
		const text = job?.isCancelling
			? 'Cancelling and rolling back …'
			: neutralise(job?.waitsFor ?? underWay(job));
		return <Text {...toneOf('muted')}>{fitText(text, width)}</Text>;
	}
	const took = tookMs(job);
	const time = took === undefined ? '' : ` in ${durationText(took)}`;
	const text = `${outcomeWords[job.outcome]}${time}: ${neutralise(job.reason ?? '')}`;
	return (
		<Text bold color={job.outcome === 'done' ? colours.success : colours.danger}>
			{fitText(text, width)}
		</Text>
	);
};
