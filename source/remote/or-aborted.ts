/** The promise, or the signal's reason as soon as it aborts: what hangs holds up nobody. */
export const orAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
	new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, {once: true});
		void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
	});
