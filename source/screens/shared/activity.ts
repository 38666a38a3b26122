import type {Fleet} from '../../model/fleet.ts';
import type {JobSummary} from '../../model/job.ts';
import {byUrgency, eachOnce, isUnderWay, subjectOf} from '../../model/job-state.ts';
import {progressOf} from '../../model/progress.ts';
import type {Activity} from '../../parts/tab-strip.tsx';
import type {AppState} from '../../state/app-state.ts';

type Followed = AppState['jobs'];

/** By fleet, which is another object after every change: every frame of every screen asks for the jobs. */
const jobsOf = new WeakMap<Fleet, readonly JobSummary[]>();

/** The jobs of the fleet, each once, those that run first. */
export const fleetJobs = (fleet: Fleet): readonly JobSummary[] => {
	const known = jobsOf.get(fleet);
	if (known !== undefined) return known;
	const jobs = eachOnce(Object.values(fleet).flatMap(view => view.jobs?.content ?? [])).toSorted(byUrgency);
	jobsOf.set(fleet, jobs);
	return jobs;
};

/** What a job is called in a list: images of workers are all at localhost. */
export const listedTitle = ({request}: JobSummary): string => request.title.replaceAll('localhost/', '');

/** The right end of the first line: the running job or how many there are; without any, workers that do not answer. */
export const activityOf = (fleet: Fleet, followed: Followed): Activity | undefined => {
	const running = fleetJobs(fleet).filter(isUnderWay);
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
	const views = Object.values(fleet);
	const down = views.filter(view => view.reach.state === 'down').length;
	return down === 0 ? undefined : {text: `${down} of ${views.length} offline`, isMoving: false};
};
