import type {JobId} from '../model/job.ts';

/** The id is also a folder name on the worker and a word in its scripts. */
const grammar = /^[a-z0-9][a-z0-9-]{0,63}$/u;

/** Names of object properties (`constructor`) are invalid, since jobs are stored by id. */
export const isJobId = (text: string): boolean => grammar.test(text) && !(text in {});

const perMs = 36 ** 2;
let last = {second: '', value: 0};

/** `20261123-171600-k3x9`: sorts by time, to the millisecond (`k3`), and of one process in the order of the calls; the rest is chance. */
export const newJobId = (at: Date): JobId => {
	const digits = at.toISOString().replaceAll(/\D/gu, '');
	const second = `${digits.slice(0, 8)}-${digits.slice(8, 14)}`;
	const value = at.getMilliseconds() * perMs + Math.floor(Math.random() * perMs);
	last = {second, value: second === last.second ? Math.max(value, last.value + 1) : value};
	return `${second}-${last.value.toString(36).padStart(4, '0')}`;
};

/** Of a schedule; also the suffix of its runs' ids. */
export const newScheduleId = (): string =>
	`s${Math.floor(Math.random() * 36 ** 7)
		.toString(36)
		.padStart(7, '0')}`;
