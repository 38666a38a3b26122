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

/** @throws Failure (conflict) for a reference that an image of the worker has */
export const requireFree = (
	reference: string,
	{references, worker}: {readonly references: readonly string[]; readonly worker: {readonly name: string}},
): void => {
	if (!references.includes(reference)) return;
	throw new Failure(`${reference} already exists on ${worker.name}.`, {
		kind: 'conflict',
		hint: 'Choose another name or tag, or overwrite it (--overwrite).',
	});
};
