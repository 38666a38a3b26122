import {Text, useIsScreenReaderEnabled} from 'ink';
import {useContext, useSyncExternalStore} from 'react';
import {MarksContext} from '../theme.ts';
import {spinClock, stillClock} from './spin-clock.ts';
import {type Tone, toneOf} from './tone-of.ts';

/** Spins while something runs. Eight steps a second, because each costs bytes on a slow line; none for a screen reader. */
export const Spinner = ({tone = toneOf('running')}: {readonly tone?: Tone}) => {
	const marks = useContext(MarksContext);
	const isSpoken = useIsScreenReaderEnabled();
	const clock = isSpoken ? stillClock : spinClock;
	const step = useSyncExternalStore(clock.subscribe, clock.step);
	if (isSpoken) return null;
	return <Text {...tone}>{marks.spinner[step % marks.spinner.length]}</Text>;
};
