import {useSyncExternalStore} from 'react';

export type Store<State, Event> = {
	get(): State;
	send(event: Event): void;
	/** As `send`, but listeners are notified a moment later, once for the batch. */
	batch(event: Event): void;
	/** As `send`, but listeners are notified at once, also within a frame: for what people do or wait for. */
	sendNow(event: Event): void;
	/** Somebody has pressed a key, which draws a frame of its own: others get less of the time while keys follow. */
	pressed(): void;
	/** Called after changes, at most every 33 ms but for `sendNow`, less often where that takes long; returns how to stop. */
	subscribe(listener: () => void): () => void;
};

/** A render per log line costs seconds where one per frame costs nothing (docs/decisions/store.md). */
const frameMs = 33;

/** One answer of a worker arrives within this time: notified at its first part, its end would wait for the next frame. */
const batchMs = 6;

/** A frame may take this share of the time: where the screen of a thousand workers takes 20 ms, there are ten a second. */
const frameShare = 0.2;
const maxFrameMs = 250;
/** And this one while somebody types: a key that comes in the middle of a frame waits for its end. */
const typingShare = 0.05;
const typingMs = 1000;

/**
 * State outside React, changed by one pure reducer. The first change notifies at once, a burst once per frame.
 * @param now monotonic time, ms
 */
export const createStore = <State, Event>(
	reduce: (state: State, event: Event) => State,
	initial: State,
	now: () => number = () => performance.now(),
): Store<State, Event> => {
	let state = initial;
	let timer: NodeJS.Timeout | undefined;
	let isDirty = false;
	const {pressed, share} = frameShares(now);
	const listeners = new Set<() => void>();
	const notify = () => {
		timer = undefined;
		if (!isDirty) return;
		isDirty = false;
		notifyIn(frameMs);
		const own = timer;
		const begun = now();
		for (const listener of listeners) listener();
		// React renders in a microtask that the listeners queue.
		queueMicrotask(() => {
			const ms = Math.min(maxFrameMs, (now() - begun) / share());
			if (ms <= frameMs || timer !== own) return;
			clearTimeout(timer);
			notifyIn(ms);
		});
	};
	const notifyIn = (ms: number) => {
		timer = setTimeout(notify, ms).unref();
	};
	const change = (event: Event) => {
		const next = reduce(state, event);
		isDirty ||= next !== state;
		state = next;
		return isDirty && timer === undefined;
	};
	return {
		get: () => state,
		send: event => {
			if (change(event)) notify();
		},
		batch: event => {
			if (change(event)) notifyIn(batchMs);
		},
		sendNow: event => {
			change(event);
			clearTimeout(timer);
			notify();
		},
		pressed,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
};

/** How much of the time frames may take, by whether somebody types. */
const frameShares = (now: () => number) => {
	let pressedAt = Number.NEGATIVE_INFINITY;
	return {
		pressed: () => {
			pressedAt = now();
		},
		share: () => (now() - pressedAt < typingMs ? typingShare : frameShare),
	};
};

/** A part of the state; the component renders again only when that part is another value. */
export const useStore = <State, Event, Part>(
	store: Store<State, Event>,
	select: (state: State) => Part,
): Part => useSyncExternalStore(store.subscribe, () => select(store.get()));
