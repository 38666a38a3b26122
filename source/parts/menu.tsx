import {Text} from 'ink';
import SelectInput from 'ink-select-input';
import {useContext} from 'react';
import {KeyLayerContext} from '../keys.ts';
import {neutralise} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import {fitText} from './fit.ts';
import {toneOf} from './tone-of.ts';

export type Choice = {readonly label: string; readonly value: string};

type Props = {
	readonly choices: readonly Choice[];
	readonly onChoose: (value: string) => void;
	readonly width?: number;
	/** Lines; more choices scroll. */
	readonly height?: number;
	/** Where the cursor starts. */
	readonly initial?: number;
};

/**
 * A few options, chosen with the arrows and Enter, or with the digit of their position; the first is the safe one.
 *
 *     ❯ Stay
 *       Quit, the jobs go on
 */
export const Menu = ({choices, onChoose, width = 80, height = 9, initial = 0}: Props) => {
	const {isActive} = useContext(KeyLayerContext);
	const marks = useContext(MarksContext);
	const items = choices.map(({label, value}) => ({
		value,
		label: fitText(neutralise(label), width - 2, marks.more),
	}));
	return (
		<SelectInput
			items={items}
			limit={height}
			initialIndex={initial}
			onSelect={(item: Choice | undefined) => item !== undefined && onChoose(item.value)}
			isFocused={isActive}
			indicatorComponent={Cursor}
			itemComponent={Answer}
		/>
	);
};

const Cursor = ({isSelected = false}: {isSelected?: boolean}) => {
	const marks = useContext(MarksContext);
	return <Text {...toneOf('title')}>{isSelected ? `${marks.cursor} ` : '  '}</Text>;
};

const Answer = ({isSelected = false, label}: {isSelected?: boolean; label: string}) => {
	return <Text {...(isSelected && toneOf('selected'))}>{label}</Text>;
};
