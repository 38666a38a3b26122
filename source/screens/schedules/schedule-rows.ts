import {keyName} from '../../key-names.ts';
import {type Fleet, viewsOf} from '../../model/fleet.ts';
import type {JobKind, JobSummary} from '../../model/job.ts';
import {clockOf, nextRun, type Schedule, type Schedules} from '../../model/schedule.ts';
import type {SortColumn} from '../shared/sort-rows.ts';

export type ScheduleRow = {
	readonly schedule: Schedule;
	readonly known: Schedules;
	/** Why it cannot run: its image or worker is missing. */
	readonly problem: string | undefined;
};

export const scheduleOrders: readonly SortColumn<ScheduleRow>[] = [
	{name: 'name', by: ({schedule}) => schedule.draft.name},
	{
		name: 'next',
		by: ({schedule, known}) => nextRun(schedule, clockOf(known, Date.now()))?.getTime(),
	},
];

/** All schedules of the fleet, each with its problem. */
export const scheduleRows = (fleet: Fleet): readonly ScheduleRow[] =>
	viewsOf(fleet).flatMap(view => {
		const known = view.schedules?.content;
		return (known?.schedules ?? []).map(schedule => ({
			schedule,
			known: known as Schedules,
			problem:
				view.reach.state === 'down'
					? `${schedule.worker} does not respond; this may be out of date.`
					: (schedule.problem ?? imageProblem(schedule, view.images?.content.references)),
		}));
	});

const imageProblem = (
	{reference, worker}: Schedule,
	references: readonly string[] | undefined,
): string | undefined =>
	references === undefined || reference === '' || references.includes(reference)
		? undefined
		: `The image ${reference} is no longer on ${worker}, so runs will fail. Press ${keyName('e')} to choose another.`;

const kinds: ReadonlySet<JobKind> = new Set(['run', 'snapshot', 'prune']);

/** The runs of a schedule that its worker still keeps, the latest first. */
export const runsOf = (
	jobs: readonly JobSummary[] | undefined,
	{id}: Pick<Schedule, 'id'>,
): readonly JobSummary[] =>
	(jobs ?? [])
		.filter(({request}) => kinds.has(request.kind) && request.id.endsWith(`-${id}`))
		.toSorted((a, b) => Date.parse(b.request.at) - Date.parse(a.request.at));
