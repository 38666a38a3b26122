import {useContext, useEffect, useEffectEvent} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {sleep, withJitter} from '../../time/sleep.ts';

type Props = {
	/** One round of questions; it never rejects. */
	readonly ask: (signal: AbortSignal) => Promise<unknown>;
	/** From the end of one round to the next, ms. */
	readonly everyMs: number;
};

/** Asks workers as long as it is drawn and nothing covers it: what nobody sees is not asked for. Draws nothing. */
export const Polling = ({ask, everyMs}: Props): undefined => {
	const {isActive} = useContext(KeyLayerContext);
	const askNow = useEffectEvent(ask);
	useEffect(() => {
		if (!isActive) return;
		const leaving = new AbortController();
		const stay = async () => {
			while (!leaving.signal.aborted) {
				await askNow(leaving.signal);
				await sleep(withJitter(everyMs), leaving);
			}
		};
		void stay();
		return () => leaving.abort();
	}, [isActive, everyMs]);
};
