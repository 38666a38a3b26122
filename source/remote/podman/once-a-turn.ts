import type {RunOptions} from '../remote.ts';

/**
 * Asks once for all who ask alike (the same signal and time limit) in one turn of the event loop. Who asks later gets an
 * answer of its own: things may have changed meanwhile.
 */
export const onceATurn = <T>(
	ask: (options?: RunOptions) => Promise<T>,
): ((options?: RunOptions) => Promise<T>) => {
	let last: {readonly options: RunOptions | undefined; readonly answer: Promise<T>} | undefined;
	return options => {
		if (last !== undefined && isAlike(last.options, options)) return last.answer;
		const answer = ask(options);
		last = {options, answer};
		setImmediate(() => {
			last = undefined;
		});
		return answer;
	};
};

const isAlike = (a: RunOptions = {}, b: RunOptions = {}): boolean =>
	a.signal === b.signal && a.timeoutMs === b.timeoutMs;
