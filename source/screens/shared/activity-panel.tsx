import {Box, Text} from 'ink';
import {memo, useContext} from 'react';
import {type Fleet, viewsOf} from '../../model/fleet.ts';
import type {JobSummary} from '../../model/job.ts';
import {isUnderWay, jobWord} from '../../model/job-state.ts';
import {clockOf, nextRun} from '../../model/schedule.ts';
import {neutralise} from '../../model/text.ts';
import {localTime} from '../../model/when.ts';
import {fitText} from '../../parts/fit.ts';
import {Spinner} from '../../parts/spinner.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import type {Size} from '../../parts/use-window-size.ts';
import {colours, MarksContext} from '../../theme.ts';
import {fleetJobs, listedTitle} from './activity.ts';
import {useAppState} from './use-app.ts';

const maxNextRuns = 5;

/** Jobs of the fleet, running ones first, and the next scheduled runs: the third panel of a wide screen. */
export const ActivityPanel = ({size}: {size: Size}) => (
	<Activity {...size} minute={Math.floor(Date.now() / 60_000)} />
);

/** `minute`: the next runs change with time. */
const Activity = memo((size: Size & {readonly minute: number}) => {
	const fleet = useAppState(state => state.fleet);
	const next = nextRunLines(fleet).slice(0, maxNextRuns);
	const space = size.height - (next.length === 0 ? 0 : next.length + 2);
	const jobs = fleetJobs(fleet).slice(0, Math.max(0, space));
	const isKnown = viewsOf(fleet).some(view => view.jobs !== undefined);
	if (jobs.length === 0 && next.length === 0)
		return <Text {...toneOf('muted')}>{isKnown ? 'No jobs yet.' : 'The jobs are not known yet.'}</Text>;
	return (
		<Box flexDirection="column" width={size.width} height={size.height} overflow="hidden">
			{jobs.map(job => (
				<JobRow key={job.request.id} job={job} width={size.width} />
			))}
			{next.length === 0 ? null : (
				<Box flexDirection="column" paddingTop={1} flexShrink={0}>
					<Text bold>Next runs</Text>
					{next.map(line => (
						<Text key={line}>{fitText(neutralise(line), size.width)}</Text>
					))}
				</Box>
			)}
		</Box>
	);
});

const JobRow = ({job, width}: {job: JobSummary; width: number}) => {
	const marks = useContext(MarksContext);
	const isMoving = isUnderWay(job);
	const isDone = job.outcome === 'done';
	const word = isDone || isMoving ? '' : `  ${jobWord(job)}`;
	return (
		<Text wrap="truncate-end">
			{isMoving ? (
				<Spinner />
			) : (
				<Text color={isDone ? colours.success : colours.danger}>{isDone ? marks.done : marks.failed}</Text>
			)}
			{` ${fitText(neutralise(listedTitle(job)), width - 2 - word.length, marks.more)}${word}`}
		</Text>
	);
};

/** The next runs of all schedules, the earliest first: `Mon 23 Nov 02:00 CET  nightly on forge-1`. */
const nextRunLines = (fleet: Fleet, now = Date.now()): readonly string[] =>
	viewsOf(fleet)
		.flatMap(view => {
			const known = view.schedules?.content;
			return (known?.schedules ?? []).flatMap(schedule => {
				const at = known && nextRun(schedule, clockOf(known, now));
				return at === undefined || known === undefined
					? []
					: [
							{
								at: at.getTime(),
								text: `${localTime(at, known.zone)}  ${schedule.draft.name} on ${schedule.worker}`,
							},
						];
			});
		})
		.toSorted((a, b) => a.at - b.at)
		.map(({text}) => text);
