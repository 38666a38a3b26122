import type {Outcome} from './job.ts';

/** How a job's end is told, in a word. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
	done: 'Done',
	failed: 'Failed',
	refused: 'Refused',
	conflict: 'Conflict',
	cancelled: 'Cancelled',
	interrupted: 'Interrupted',
};
