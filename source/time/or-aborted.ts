/** Settles with the promise, or rejects with the signal's reason as soon as it aborts, so that a hanging call blocks nothing. */
export const orAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
	new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, {once: true});
		void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
	});
