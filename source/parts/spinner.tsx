import {Text, useAnimation} from 'ink';
import {useContext} from 'react';
import {MarksContext} from '../theme.ts';
import {toneOf} from './tone-of.ts';

/** Spins while something runs. Eight steps a second, because each costs bytes on a slow line. */
export const Spinner = () => {
	const marks = useContext(MarksContext);
	const {frame} = useAnimation({interval: 120});
	return <Text {...toneOf('running')}>{marks.spinner[frame % marks.spinner.length]}</Text>;
};
