import {useSyncExternalStore} from 'react';

export type Store<State, Event> = {
	get(): State;
	send(event: Event): void;
	/** Called after changes, at most every 33 ms; returns how to stop. */
	subscribe(listener: () => void): () => void;
};

/** A render per log line costs seconds where one per frame costs nothing (docs/decisions/store.md). */
const frameMs = 33;

/** State outside React, changed by one pure reducer. The first change is told at once, a burst once per frame. */
export const createStore = <State, Event>(
	reduce: (state: State, event: Event) => State,
	initial: State,
): Store<State, Event> => {
	let state = initial;
	let timer: NodeJS.Timeout | undefined;
	let isDirty = false;
	const listeners = new Set<() => void>();
	const tell = () => {
		isDirty = false;
		timer = setTimeout(() => {
			timer = undefined;
			if (isDirty) tell();
		}, frameMs);
		timer.unref();
		for (const listener of listeners) listener();
	};
	return {
		get: () => state,
		send(event) {
			const next = reduce(state, event);
			if (next === state) return;
			state = next;
			isDirty = true;
			if (timer === undefined) tell();
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
};

/** A part of the state; the component renders again only when that part is another value. */
export const useStore = <State, Event, Part>(
	store: Store<State, Event>,
	select: (state: State) => Part,
): Part => useSyncExternalStore(store.subscribe, () => select(store.get()));
