import {Text} from 'ink';
import {cadenceWords, nextRuns} from '../../model/cadence.ts';
import {clockOf, cronOf, maxSkewMs, type ScheduleDraft, type Schedules} from '../../model/schedule.ts';
import {neutralise} from '../../model/text.ts';
import {localTime} from '../../model/when.ts';
import {colours} from '../../theme.ts';

/** What a cadence that is right means, and its next three runs by the worker's clock. */
export const nextRunsWords = (draft: ScheduleDraft, known: Schedules): string => {
	const cron = cronOf(draft);
	const times = nextRuns(cron, clockOf(known, Date.now()), 3).map(each =>
		// A row ends between two times, never in one.
		localTime(each, known.zone).replaceAll(' ', '\u00A0'),
	);
	return `${cadenceWords(cron)}: ${times.join(', ')}`;
};

const means = {systemd: 'a systemd timer', cron: 'cron'} as const;

/** By what it runs there, and what happens when a run takes too long for its cadence. */
export const ScheduleAbout = ({known}: {known: Schedules}) => {
	if (known.trigger === undefined)
		return (
			<Text color={colours.warning}>
				Nothing on this worker can start a run: it has neither cron nor a systemd for its user.
			</Text>
		);
	const by = `The worker runs it by ${means[known.trigger]}, with every laptop closed. While a run still goes, the next is skipped, and says so.`;
	const skew = Math.abs(known.skewMs) <= maxSkewMs ? '' : skewWords(known.skewMs);
	return (
		<>
			<Text dimColor wrap="wrap">
				{by}
			</Text>
			<Text color={colours.warning}>{neutralise(skew) || ' '}</Text>
		</>
	);
};

const skewWords = (skewMs: number): string =>
	`Its clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine’s; runs go by its clock.`;
