import {Failure} from '../model/failure.ts';

/**
 * The first validation error of a draft as a failure, or undefined.
 * @param problems errors by field · @param onEmptyWorker the errors if no name or port were in use: an error that is not
 * among them is a conflict, any other one invalid input
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
