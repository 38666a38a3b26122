import {Text} from 'ink';
import {neutralise} from '../model/text.ts';
import {type Meaning, toneOf} from './tone-of.ts';

/**
 * A word with a meaning, in brackets where it stands among others.
 *
 *     [linux]  [windows]
 */
export const Badge = ({text, meaning}: {text: string; meaning: Meaning}) => {
	return <Text {...toneOf(meaning)}>{`[${neutralise(text)}]`}</Text>;
};
