import type {Devbox} from './devbox.ts';
import type {Image, ImageList} from './image.ts';
import {hasEnded, type JobSummary} from './job.ts';
import type {Schedule, Schedules} from './schedule.ts';
import type {Reach, Worker} from './worker.ts';

/** A list read from a worker: its last known content, and when it was true (epoch ms of this machine). */
type Listing<T> = {readonly content: T; readonly at: number};
export type ListName = 'devboxes' | 'images' | 'jobs' | 'schedules';

export type WorkerView = {
	readonly worker: Worker;
	readonly reach: Reach;
	readonly devboxes?: Listing<readonly Devbox[]> | undefined;
	readonly images?: Listing<ImageList> | undefined;
	readonly jobs?: Listing<readonly JobSummary[]> | undefined;
	readonly schedules?: Listing<Schedules> | undefined;
	/** How many sessions the worker's sshd opens at once (MaxSessions), once known. */
	readonly sessions?: number | undefined;
	/** Why a list is stale: its last read failed or is overdue. */
	readonly stale: {readonly [list in ListName]?: string | undefined};
};

/** All configured workers and what they hold, in the config file's order. */
export type Fleet = {readonly [worker: string]: WorkerView};

export type FleetEvent =
	| {readonly type: 'worker-reached'; readonly worker: string; readonly reach: Reach}
	| {
			readonly type: 'devboxes-listed';
			readonly worker: string;
			readonly content: readonly Devbox[];
			readonly at: number;
	  }
	| {
			readonly type: 'images-listed';
			readonly worker: string;
			readonly content: ImageList;
			readonly at: number;
	  }
	| {
			readonly type: 'jobs-listed';
			readonly worker: string;
			readonly content: readonly JobSummary[];
			readonly at: number;
	  }
	| {
			readonly type: 'schedules-listed';
			readonly worker: string;
			readonly content: Schedules;
			readonly at: number;
	  }
	| {readonly type: 'sessions-learnt'; readonly worker: string; readonly max: number | undefined}
	| {readonly type: 'list-failed'; readonly worker: string; readonly list: ListName; readonly why: string};

export const newFleet = (workers: readonly Worker[], known: Fleet = {}): Fleet =>
	Object.fromEntries(
		workers.map(worker => [
			worker.name,
			{...known[worker.name], worker, reach: {state: 'waiting'} as const, sessions: undefined, stale: {}},
		]),
	);

/** The fleet after an event; the same object for a worker that is not in it. */
export const reduceFleet = (fleet: Fleet, event: FleetEvent): Fleet => {
	const view = fleet[event.worker];
	return view === undefined ? fleet : {...fleet, [event.worker]: reduceWorker(view, event)};
};

const reduceWorker = (view: WorkerView, event: FleetEvent): WorkerView => {
	switch (event.type) {
		case 'worker-reached':
			// Why a list could not be read over the last connection is no reason any more.
			return {...view, reach: event.reach, stale: event.reach.state === 'ready' ? view.stale : {}};
		case 'sessions-learnt':
			return {...view, sessions: event.max};
		case 'devboxes-listed':
			return listed({...view, devboxes: event}, 'devboxes');
		case 'images-listed':
			return listed({...view, images: event}, 'images');
		case 'jobs-listed':
			return listed({...view, jobs: event}, 'jobs');
		case 'schedules-listed':
			return listed({...view, schedules: event}, 'schedules');
		case 'list-failed':
			if (view.reach.state !== 'ready') return view;
			return {...view, stale: {...view.stale, [event.list]: event.why}};
	}
};

const listed = (view: WorkerView, list: ListName): WorkerView => ({
	...view,
	stale: {...view.stale, [list]: undefined},
});

const views = new WeakMap<Fleet, readonly WorkerView[]>();

/** All workers, in the config file's order: the same array for the same fleet, because a frame asks for it many times. */
export const viewsOf = (fleet: Fleet): readonly WorkerView[] => {
	const known = views.get(fleet) ?? Object.values(fleet);
	views.set(fleet, known);
	return known;
};

/**
 * Makes a function that combines one part of each worker. The fleet is another object after every event, and its frame is drawn while a
 * thousand workers answer: only workers that have changed are read again, and the result stays the same until a part is another one.
 */
export const readingOf = <Part, Result>(
	partOf: (view: WorkerView) => Part,
	combine: (parts: readonly Part[]) => Result,
): ((fleet: Fleet) => Result) => {
	let last:
		| {readonly read: readonly WorkerView[]; readonly parts: readonly Part[]; readonly result: Result}
		| undefined;
	return fleet => {
		const read = viewsOf(fleet);
		if (last?.read === read) return last.result;
		const parts = read.map((view, at) =>
			last !== undefined && view === last.read[at] ? (last.parts[at] as Part) : partOf(view),
		);
		const isSame = last?.parts.length === parts.length && parts.every((part, at) => part === last?.parts[at]);
		last = {read, parts, result: last !== undefined && isSame ? last.result : combine(parts)};
		return last.result;
	};
};

/** The workers that can be asked now, by name. */
export const connectedWorkers = (fleet: Fleet): readonly string[] =>
	viewsOf(fleet).flatMap(({worker, reach}) => (reach.state === 'ready' ? [worker.name] : []));

/** The managed images of one worker; none while they are unknown. */
export const imagesOf = (fleet: Fleet, worker: string): readonly Image[] => imagesIn(fleet[worker]);

const noImages: readonly Image[] = [];
const imagesIn = (view: WorkerView | undefined): readonly Image[] =>
	view?.images?.content.managed ?? noImages;

/**
 * All managed images of the fleet, in the workers' order. The same array until a list of images changes, so that nothing
 * that sorts or searches it does so again when a job ends or a worker connects.
 */
export const allImages: (fleet: Fleet) => readonly Image[] = readingOf(imagesIn, lists => lists.flat());

/** The schedules of one worker; none while they are unknown. */
export const schedulesOf = (fleet: Fleet, worker: string): readonly Schedule[] =>
	fleet[worker]?.schedules?.content.schedules ?? [];

/** All schedules of the fleet, in the workers' order. */
export const allSchedules = (fleet: Fleet): readonly Schedule[] =>
	Object.keys(fleet).flatMap(worker => schedulesOf(fleet, worker));

/** The running job that uses this DevBox, if any. */
export const jobHolding = (view: WorkerView, devboxId: string): JobSummary | undefined =>
	view.jobs?.content.find(job => job.alive && !hasEnded(job) && job.request.devbox.id === devboxId);
