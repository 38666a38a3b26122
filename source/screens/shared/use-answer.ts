import {useEffect, useEffectEvent, useState} from 'react';

/** What a worker answered: nothing yet, what was asked for, or what went wrong. */
export type Answer<Found> = {readonly found?: Found; readonly thrown?: unknown};

/** Asks a worker once; leaving the screen aborts it. */
export const useAnswer = <Found>(ask: (signal: AbortSignal) => Promise<Found>): Answer<Found> => {
	const [answer, setAnswer] = useState<Answer<Found>>({});
	const first = useEffectEvent(ask);
	useEffect(() => {
		const stop = new AbortController();
		first(stop.signal).then(
			found => stop.signal.aborted || setAnswer({found}),
			(thrown: unknown) => stop.signal.aborted || setAnswer({thrown}),
		);
		return () => stop.abort();
	}, []);
	return answer;
};
