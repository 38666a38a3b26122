import SelectInput from 'ink-select-input';
import {useContext} from 'react';
import {KeyLayerContext} from '../keys.ts';

export type Choice = {readonly label: string; readonly value: string};

/** A few answers, chosen with the arrows and Enter; the first is the careful one. */
export const Menu = ({
	choices,
	onChoose,
}: {
	choices: readonly Choice[];
	onChoose: (value: string) => void;
}) => {
	const {isActive} = useContext(KeyLayerContext);
	return <SelectInput items={[...choices]} onSelect={({value}) => onChoose(value)} isFocused={isActive} />;
};
