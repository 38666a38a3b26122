import {Failure} from '../model/failure.ts';
import type {LaunchField} from '../model/launch.ts';
import type {ScheduleDraft} from '../model/schedule.ts';
import type {TaskField} from '../model/task-problems.ts';

type Field = LaunchField | keyof ScheduleDraft | TaskField;

/** What a field is called on the command line; words that follow the options have no name. */
const options: Readonly<Record<Field, string | undefined>> = {
	name: '--name',
	ports: '--publish',
	environment: '--env',
	volumes: '--volume',
	cpus: '--cpus',
	memory: '--memory',
	network: '--network',
	identity: '--identity',
	cadence: '--when',
	after: '--after',
	limit: '--limit',
	tag: '--tag',
	keepLast: '--keep-last',
	keepWithin: '--keep-within',
	command: undefined,
	names: undefined,
};

type Problems = {readonly [field in Field]?: string | undefined};

/**
 * The first validation error of a draft as a failure, or undefined.
 * @param problems errors by field · @param onEmptyWorker the errors if no name or port were in use: an error that is not
 * among them is a conflict, any other one invalid input
 */
export const draftFailure = (problems: Problems, onEmptyWorker: Problems): Failure | undefined => {
	const [problem] = Object.entries(problems) as readonly (readonly [Field, string])[];
	if (problem === undefined) return undefined;
	const [field, why] = problem;
	const isTaken = onEmptyWorker[field] === undefined;
	const option = options[field];
	return new Failure(option === undefined ? why : `${option}: ${why}`, {
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
