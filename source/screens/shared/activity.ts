import {type Fleet, readingOf, viewsOf, type WorkerView} from '../../model/fleet.ts';
import type {JobSummary} from '../../model/job.ts';
import {byUrgency, eachOnce, isUnderWay, subjectOf} from '../../model/job-state.ts';
import {progressOf} from '../../model/progress.ts';
import type {Activity} from '../../parts/tab-strip.tsx';
import type {AppState} from '../../state/app-state.ts';

type Followed = AppState['jobs'];

const jobsIn = (view: WorkerView): readonly JobSummary[] | undefined => view.jobs?.content;

/** The jobs of the fleet, each once, those that run first. */
export const fleetJobs: (fleet: Fleet) => readonly JobSummary[] = readingOf(jobsIn, lists =>
	eachOnce(lists.flatMap(list => list ?? [])).toSorted(byUrgency),
);

/** Every frame of every screen asks for it, so nothing is sorted where nothing runs. */
const isAnyUnderWay = readingOf(
	view => jobsIn(view)?.some(isUnderWay) === true,
	parts => parts.includes(true),
);
const offline = readingOf(
	view => view.reach.state === 'down',
	parts => parts.filter(Boolean).length,
);

/** What a job is called in a list: images of workers are all at localhost. */
export const listedTitle = ({request}: JobSummary): string => request.title.replaceAll('localhost/', '');

/** A followed job tells its end a moment before the list of its worker is read again. */
const isKnownEnded = ({request}: JobSummary, followed: Followed): boolean =>
	followed[request.id]?.job.outcome !== undefined;

/** The right end of the first line: the running job or how many there are; without any, workers that do not answer. */
export const activityOf = (fleet: Fleet, followed: Followed): Activity | undefined => {
	const running = isAnyUnderWay(fleet)
		? fleetJobs(fleet).filter(job => isUnderWay(job) && !isKnownEnded(job, followed))
		: [];
	const [first, ...more] = running;
	if (first !== undefined) {
		const progress = followed[first.request.id]?.job.progress;
		const percent = progress && progressOf(progress).percent;
		const text =
			more.length > 0
				? `${running.length} jobs`
				: `${`${first.request.kind} ${subjectOf(first.request)}`.trim()}${percent === undefined ? '' : ` ${percent} %`}`;
		return {text, isMoving: true};
	}
	const down = offline(fleet);
	return down === 0 ? undefined : {text: `${down} of ${viewsOf(fleet).length} offline`, isMoving: false};
};
