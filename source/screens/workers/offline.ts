import {readingOf, type WorkerView} from '../../model/fleet.ts';
import {ago} from '../shared/age.ts';

/** From here on, in minutes. */
const longest = 90;

/** When an offline worker is tried again: `retry in 20 s`, `retry in 15 min`; '' when no time is known. */
export const retryText = ({reach}: Pick<WorkerView, 'reach'>, now = Date.now()): string => {
	if (reach.state !== 'down' || reach.nextAt === undefined) return '';
	const seconds = Math.ceil((reach.nextAt - now) / 1000);
	if (seconds > longest) return `retry in ${Math.ceil(seconds / 60)} min`;
	return seconds > 0 ? `retry in ${seconds} s` : 'retry now';
};

/** Whether any worker waits for its next attempt. */
export const isAnyRetrying = readingOf(
	({reach}) => reach.state === 'down' && reach.nextAt !== undefined,
	parts => parts.includes(true),
);

/** When an offline worker last answered, in this run or, by its cached lists, in an earlier one. */
export const seenText = (view: WorkerView, now = Date.now()): string => {
	const {reach, devboxes, images} = view;
	if (reach.state !== 'down') return '';
	const times = [reach.seenAt, devboxes?.at, images?.at].filter(at => at !== undefined);
	return times.length === 0 ? 'never' : ago(Math.max(...times), now);
};
