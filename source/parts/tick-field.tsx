import {Box, Text, useIsScreenReaderEnabled} from 'ink';
import {useContext} from 'react';
import {useKeys} from '../keys.ts';
import {neutralise} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import {toneOf} from './tone-of.ts';

/**
 * One option that is on or off; Space toggles it.
 *
 *     ❯ [x] Accept a disk that was not shut down cleanly
 */
export const TickField = ({
	label,
	isOn,
	onChange,
	isActive,
}: {
	label: string;
	isOn: boolean;
	onChange: (isOn: boolean) => void;
	isActive: boolean;
}) => {
	const marks = useContext(MarksContext);
	useKeys([{key: 'space', title: isOn ? 'Clear' : 'Select', run: () => onChange(!isOn)}], {isActive});
	const box = useIsScreenReaderEnabled() ? (isOn ? 'on:' : 'off:') : `[${isOn ? 'x' : ' '}]`;
	return (
		<Box height={1}>
			<Text {...toneOf(isActive ? 'selected' : 'plain')} wrap="truncate-end">
				{`${isActive ? marks.cursor : ' '} ${box} ${neutralise(label)}`}
			</Text>
		</Box>
	);
};
