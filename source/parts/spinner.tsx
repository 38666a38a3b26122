import {Text, useAnimation} from 'ink';
import {useContext} from 'react';
import {colours, MarksContext} from '../theme.ts';

/** Turns while something runs. Four turns a second: each costs bytes on a slow line. */
export const Spinner = () => {
	const {spinner} = useContext(MarksContext);
	const {frame} = useAnimation({interval: 120});
	return <Text color={colours.accent}>{spinner[frame % spinner.length]}</Text>;
};
