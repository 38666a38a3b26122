export type Early = {
	/** Ends the sleep when it aborts. */
	readonly signal?: AbortSignal | undefined;
	/** Ends the sleep when it settles, either way. */
	readonly until?: Promise<unknown> | undefined;
};

/**
 * Waits for a time, in ms, or less when something else happens first. Never rejects, unlike the one of
 * node:timers/promises; an early end leaves no timer behind that would keep the process alive.
 */
export const sleep = (ms: number, {signal, until}: Early = {}): Promise<void> =>
	new Promise(resolve => {
		const wake = () => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', wake);
			resolve();
		};
		const timer = setTimeout(wake, ms);
		signal?.addEventListener('abort', wake, {once: true});
		if (signal?.aborted) wake();
		void until?.then(wake, wake);
	});

/** A delay with up to 10 % more or less, so that many who wait do not come back in step. @param ms 0 stays 0 */
export const withJitter = (ms: number): number => ms * (0.9 + Math.random() * 0.2);
