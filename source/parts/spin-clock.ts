const stepMs = 120;
/** Spinning may take this share of the time: on a busy machine it slows down, and keys do not. */
const share = 0.1;
const maxStepMs = 1000;

const listeners = new Set<() => void>();
let step = 0;
let timer: NodeJS.Timeout | undefined;

const spin = (): void => {
	const begun = performance.now();
	step += 1;
	for (const listener of listeners) listener();
	// React renders in a microtask that the listeners queue.
	queueMicrotask(() => {
		if (timer !== undefined) spinIn(Math.min(maxStepMs, (performance.now() - begun) / share));
	});
};

const spinIn = (ms: number): void => {
	timer = setTimeout(spin, Math.max(stepMs, ms));
};

/**
 * The step of all spinners, for `useSyncExternalStore`. One clock turns them, in one frame: each of dozens of workers begins to connect
 * at a time of its own, and its spinner, with a clock of its own, would draw eight frames a second for it.
 */
export const spinClock = {
	step: (): number => step,
	subscribe(listener: () => void): () => void {
		listeners.add(listener);
		if (timer === undefined) spinIn(stepMs);
		return () => {
			listeners.delete(listener);
			if (listeners.size > 0) return;
			clearTimeout(timer);
			timer = undefined;
			step = 0;
		};
	},
};

/** Stands still. */
export const stillClock: typeof spinClock = {step: () => 0, subscribe: () => () => {}};
