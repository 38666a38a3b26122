import {Text} from 'ink';
import {useContext} from 'react';
import {neutralise} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import {fitText} from './fit.ts';
import {toneOf} from './tone-of.ts';

/**
 * A capability. Custom ones carry a mark, since there may be no colour.
 *
 *     git node #tax-prep-2025
 */
export const Chip = ({text, isCustom, width = 44}: {text: string; isCustom: boolean; width?: number}) => {
	const marks = useContext(MarksContext);
	const label = fitText(neutralise(isCustom ? `#${text}` : text), width, marks.more);
	return <Text {...(isCustom ? toneOf('custom') : toneOf('builtIn'))}>{label}</Text>;
};
