import {viewsOf} from '../model/fleet.ts';
import {hasEnded, type JobId, type JobRequest, type Outcome, tookMs} from '../model/job.ts';
import {listedTookMs} from '../model/job-state.ts';
import type {AppState, AppStore} from './app-state.ts';

export type EndedJob = {
	readonly request: JobRequest;
	readonly outcome: Outcome;
	/** From the request to the end. */
	readonly tookMs: number;
};

/** Notifies once of each job that ends from now on: followed ones and the user's own, without runs of schedules. */
export const watchEnds = (store: AppStore, notify: (ended: EndedJob) => void): void => {
	let before = store.get();
	const seen = new Set<JobId>();
	store.subscribe(() => {
		const after = store.get();
		for (const ended of endedBetween(before, after)) {
			if (seen.has(ended.request.id)) continue;
			seen.add(ended.request.id);
			notify(ended);
		}
		before = after;
	});
};

const endedBetween = (before: AppState, after: AppState): readonly EndedJob[] => [
	...followedEnds(before, after),
	...listedEnds(before, after),
];

/** A job that ended before it was opened emits its end again; that is not news. */
const followedEnds = (before: AppState, after: AppState): readonly EndedJob[] => {
	if (before.jobs === after.jobs) return [];
	return Object.values(after.jobs).flatMap(({job}) => {
		const {request, outcome} = job;
		if (outcome === undefined || hasEnded(before.jobs[request.id]?.job)) return [];
		if (outcomeInList(before, request) !== undefined) return [];
		return [{request, outcome, tookMs: tookMs(job) ?? 0}];
	});
};

const outcomeInList = ({fleet}: AppState, {worker, id}: JobRequest): Outcome | undefined =>
	fleet[worker]?.jobs?.content.find(job => job.request.id === id)?.outcome;

const listedEnds = (before: AppState, after: AppState): readonly EndedJob[] => {
	if (before.fleet === after.fleet) return [];
	return viewsOf(after.fleet).flatMap(({worker, jobs}) => {
		const known = before.fleet[worker.name]?.jobs;
		if (jobs === known || jobs === undefined || known === undefined) return [];
		const wasOpen = new Set(known.content.filter(job => !hasEnded(job)).map(job => job.request.id));
		return jobs.content.flatMap(job => {
			const {request, outcome} = job;
			return outcome !== undefined &&
				wasOpen.has(request.id) &&
				request.user === after.account.user &&
				request.kind !== 'run'
				? [{request, outcome, tookMs: listedTookMs(job) ?? 0}]
				: [];
		});
	});
};
