const tickMs = 1000;
/** A busy machine may let us wait for a second or two; longer is a sleep. */
const sleptMs = 5000;

/**
 * Calls back when this process has slept: the laptop, or the process alone. Connections may be dead by then without a
 * word. By the wall clock, since the other one stands still while a machine sleeps; a clock that was set costs a look.
 */
export const onWaking = (act: () => void, signal: AbortSignal): void => {
	let last = Date.now();
	const timer = setInterval(() => {
		const now = Date.now();
		const slept = now - last - tickMs;
		last = now;
		if (slept >= sleptMs) act();
	}, tickMs);
	timer.unref();
	signal.addEventListener('abort', () => clearInterval(timer), {once: true});
};
