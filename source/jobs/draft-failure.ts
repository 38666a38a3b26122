import {Failure} from '../model/failure.ts';

/**
 * The first problem of a draft as a failure, or undefined when there is none.
 * @param problems by field, as the model tells them · @param onEmptyWorker the same where nothing is taken: what is no
 * problem there is a conflict, anything else wrong input
 */
export const draftFailure = (
	problems: Readonly<Record<string, string | undefined>>,
	onEmptyWorker: Readonly<Record<string, string | undefined>>,
): Failure | undefined => {
	const [problem] = Object.entries(problems);
	if (problem === undefined) return undefined;
	const [field, why] = problem;
	const isTaken = onEmptyWorker[field] === undefined;
	return new Failure(`${field}: ${why}`, {
		kind: isTaken ? 'conflict' : 'usage',
		hint: isTaken ? 'Choose another one.' : 'Fix it and try again.',
	});
};
