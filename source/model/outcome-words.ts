import type {Outcome} from './job.ts';

/** Outcomes in a word, for people. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
	done: 'Done',
	failed: 'Failed',
	refused: 'Refused',
	conflict: 'Conflict',
	cancelled: 'Cancelled',
	interrupted: 'Interrupted',
};
