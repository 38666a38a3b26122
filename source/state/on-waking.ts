const tickMs = 1000;
/** A busy machine may delay a tick by a second or two; more is a sleep. */
const sleptMs = 5000;

const acts = new Set<() => void>();
let timer: NodeJS.Timeout | undefined;

/**
 * Calls back when the laptop or this process has slept, until the signal aborts. Connections may be dead by then without an event.
 * Uses the wall clock, because the monotonic one stops during sleep; setting the clock costs one extra check. One timer serves all.
 */
export const onWaking = (act: () => void, signal: AbortSignal): void => {
	if (signal.aborted) return;
	acts.add(act);
	timer ??= watchClock();
	signal.addEventListener(
		'abort',
		() => {
			acts.delete(act);
			if (acts.size > 0) return;
			clearInterval(timer);
			timer = undefined;
		},
		{once: true},
	);
};

const watchClock = (): NodeJS.Timeout => {
	let last = Date.now();
	const tick = () => {
		const now = Date.now();
		const slept = now - last - tickMs;
		last = now;
		if (slept >= sleptMs) for (const act of acts) act();
	};
	return setInterval(tick, tickMs).unref();
};
