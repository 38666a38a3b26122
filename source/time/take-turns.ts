import {sleep} from './sleep.ts';

/** As short as a part of a frame: work of this long delays no key. */
const busyMs = 4;
const restMs = 4;
/** Asking for the time costs more than handling a line. */
const askEvery = 16;

/**
 * For a loop that may get work without an end: call it after each piece, and await what it returns, if anything. It lets all others
 * have a turn, so that no key waits; what sends the work waits too, by its stream.
 */
export const takeTurns = (): (() => Promise<void> | undefined) => {
	let since = performance.now();
	let count = 0;
	return () => {
		count += 1;
		if (count % askEvery !== 0 || performance.now() - since < busyMs) return undefined;
		return sleep(restMs).then(() => {
			since = performance.now();
		});
	};
};
