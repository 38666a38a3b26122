import {Text, useAnimation, useIsScreenReaderEnabled} from 'ink';
import {useContext} from 'react';
import {MarksContext} from '../theme.ts';
import {type Tone, toneOf} from './tone-of.ts';

/** Spins while something runs. Eight steps a second, because each costs bytes on a slow line; none for a screen reader. */
export const Spinner = ({tone = toneOf('running')}: {readonly tone?: Tone}) => {
	const marks = useContext(MarksContext);
	const isSpoken = useIsScreenReaderEnabled();
	const {frame} = useAnimation({interval: 120, isActive: !isSpoken});
	if (isSpoken) return null;
	return <Text {...tone}>{marks.spinner[frame % marks.spinner.length]}</Text>;
};
