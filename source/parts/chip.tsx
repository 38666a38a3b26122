import {Text} from 'ink';
import {colours} from '../theme.ts';

/** A label in one colour, with a mark of its own where there is no colour. */
export const Chip = ({text, isCustom}: {text: string; isCustom: boolean}) => (
	<Text color={isCustom ? colours.custom : colours.builtIn}>{isCustom ? `#${text}` : text}</Text>
);
