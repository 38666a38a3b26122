import {type Fleet, readingOf} from './fleet.ts';

/** A valid label of a worker in a config file. */
export const workerLabelPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/u;
/** More labels than this describe nothing. */
export const maxWorkerLabels = 16;

/** The labels of each worker, by its name; workers without labels may be absent. */
export type WorkerLabels = {readonly [worker: string]: readonly string[]};

/** A filter, taken apart: the values of its `label:` words (lowercase), and the other words as typed. */
export type LabelQuery = {readonly labels: readonly string[]; readonly rest: string};

const prefix = 'label:';

/** Takes the `label:` words out of what is typed; one without a value (`label:`) is ignored. */
export const splitLabels = (typed: string): LabelQuery => {
	const words = typed.split(/\s+/u);
	const isLabel = (word: string): boolean => word.toLowerCase().startsWith(prefix);
	if (!words.some(isLabel)) return {labels: [], rest: typed};
	return {
		labels: words
			.filter(isLabel)
			.map(word => word.slice(prefix.length).toLowerCase())
			.filter(Boolean),
		rest: words.filter(word => !isLabel(word)).join(' '),
	};
};

/** Whether each of the wanted beginnings (lowercase) begins a label. */
export const fitsLabels = (own: readonly string[] | undefined, wanted: readonly string[]): boolean =>
	wanted.every(each => own?.some(label => label.toLowerCase().startsWith(each)) === true);

/** Whether a worker has all of these labels, in whatever case. */
export const hasLabels = (own: readonly string[] | undefined, wanted: readonly string[]): boolean =>
	wanted.every(each => own?.some(label => label.toLowerCase() === each.toLowerCase()) === true);

/** The labels of all workers. The same object until the workers change, so that no list is searched again for a job. */
export const fleetLabels: (fleet: Fleet) => WorkerLabels = readingOf(
	view => view.worker,
	workers => Object.fromEntries(workers.flatMap(({name, labels}) => (labels ? [[name, labels]] : []))),
);
