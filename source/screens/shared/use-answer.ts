import {useEffect, useEffectEvent, useState} from 'react';
import type {Binding} from '../../keys.ts';
import {useApp} from './use-app.ts';
import {useReconnects} from './use-reconnects.ts';

/** What a worker answered: nothing yet, what was asked for, or what went wrong and how to ask again. */
export type Answer<Found> = {
	readonly found?: Found;
	readonly thrown?: unknown;
	readonly again?: () => void;
};

/** What went wrong, and how to ask again; nothing while it is asked. */
export type Failed = {readonly thrown: unknown; readonly again: () => void};

/**
 * Asks a worker; leaving the screen aborts it. What failed is asked again by `again`, and when a worker has connected.
 * @param ask called once for each attempt
 */
export const useAsking = <Found>(
	ask: (signal: AbortSignal) => Promise<Found>,
	onFound: (found: Found) => void,
): Failed | undefined => {
	const reconnects = useReconnects();
	const [attempt, setAttempt] = useState(0);
	const [failed, setFailed] = useState<{readonly thrown: unknown; readonly reconnects: number}>();
	const again = () => {
		setFailed(undefined);
		setAttempt(before => before + 1);
	};
	if (failed !== undefined && failed.reconnects !== reconnects) again();
	const first = useEffectEvent(ask);
	const take = useEffectEvent(onFound);
	const fail = useEffectEvent((thrown: unknown) => setFailed({thrown, reconnects}));
	// biome-ignore lint/correctness/useExhaustiveDependencies: each attempt asks
	useEffect(() => {
		const stop = new AbortController();
		first(stop.signal).then(
			found => stop.signal.aborted || take(found),
			(thrown: unknown) => stop.signal.aborted || fail(thrown),
		);
		return () => stop.abort();
	}, [attempt]);
	return failed && {thrown: failed.thrown, again};
};

/** The same for a screen that shows what was found. */
export const useAnswer = <Found>(ask: (signal: AbortSignal) => Promise<Found>): Answer<Found> => {
	const [answer, setAnswer] = useState<Answer<Found>>({});
	return useAsking(ask, found => setAnswer({found})) ?? answer;
};

/** The key that asks again what failed, and reconnects to the workers that were asked. */
export const useAgain = (
	answers: readonly Answer<unknown>[],
	workers: readonly string[],
): readonly Binding[] => {
	const {actions} = useApp();
	const failed = answers.flatMap(({again}) => again ?? []);
	if (failed.length === 0) return [];
	const run = () => {
		for (const worker of new Set(workers)) actions.refresh(worker);
		for (const again of failed) again();
	};
	return [{key: 'r', title: 'Try again', run}];
};
