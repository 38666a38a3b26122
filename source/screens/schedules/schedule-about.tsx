import {Box, Text} from 'ink';
import {cadenceWords, nextRuns} from '../../model/cadence.ts';
import {clockOf, cronOf, maxSkewMs, type ScheduleDraft, type Schedules} from '../../model/schedule.ts';
import {neutralise} from '../../model/text.ts';
import {localTime} from '../../model/when.ts';
import {Prose} from '../../parts/prose.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {colours} from '../../theme.ts';

/** A valid cadence in words, and its next three runs by the worker's clock. */
export const nextRunsWords = (draft: Pick<ScheduleDraft, 'cadence'>, known: Schedules): string => {
	const cron = cronOf(draft);
	const times = nextRuns(cron, clockOf(known, Date.now()), 3).map(each =>
		// A row breaks between two times, never within one.
		localTime(each, known.zone).replaceAll(' ', '\u00A0'),
	);
	return `${cadenceWords(cron)}: ${times.join(', ')}`;
};

/** For a review: a cadence in words, and a line for each of its next three runs. @param noteOf what to add to the line of a run */
export const cadenceLines = (
	cron: string,
	known: Schedules,
	noteOf: (at: Date) => string = () => '',
): readonly string[] => [
	`${cadenceWords(cron)} (${cron})`,
	...nextRuns(cron, clockOf(known, Date.now()), 3).map(at => `  ${localTime(at, known.zone)}${noteOf(at)}`),
];

const means = {systemd: 'a systemd timer', cron: 'cron'} as const;

/** What triggers the runs, and what happens when a run is still going. */
export const ScheduleAbout = ({known}: {known: Schedules}) => {
	if (known.trigger === undefined)
		return (
			<Text color={colours.warning}>
				This worker cannot run schedules: it has neither cron nor systemd user timers.
			</Text>
		);
	const by = `The worker runs it with ${means[known.trigger]}, even when your laptop is off. If a run is still going, the next one is skipped and logged.`;
	const skew = Math.abs(known.skewMs) <= maxSkewMs ? '' : skewWords(known.skewMs);
	return (
		// Where it does not fit it is cut, and does not shrink into itself.
		<Box flexDirection="column" flexShrink={0}>
			<Prose {...toneOf('muted')}>{by}</Prose>
			{skew === '' ? null : <Prose color={colours.warning}>{neutralise(skew)}</Prose>}
		</Box>
	);
};

const skewWords = (skewMs: number): string =>
	`Its clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine’s; schedules use its clock.`;
