import {Box, Text} from 'ink';
import {useContext} from 'react';
import {useKeys} from '../keys.ts';
import {neutralise} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import type {Choice} from './menu.tsx';
import {toneOf} from './tone-of.ts';

/**
 * One of a few options, in a line where they fit; Left, Right and Space change it.
 *
 *     ❯ remove it   stop it
 */
export const ChoiceField = ({
	choices,
	value,
	onChange,
	isActive,
}: {
	choices: readonly Choice[];
	value: string;
	onChange: (value: string) => void;
	isActive: boolean;
}) => {
	const marks = useContext(MarksContext);
	const at = Math.max(
		0,
		choices.findIndex(each => each.value === value),
	);
	const by = (step: number) => () =>
		onChange(choices[(at + step + choices.length) % choices.length]?.value ?? value);
	useKeys(
		[
			{key: 'right', title: 'Next option', run: by(1)},
			{key: 'left', title: 'Previous option', run: by(-1)},
			{key: 'space', title: 'Next option', run: by(1)},
		],
		{isActive},
	);
	return (
		// What stands beside it gives way, not the options; on their own they take another line.
		<Box flexShrink={0} flexWrap="wrap">
			{choices.map((each, index) => (
				<Box key={each.value} flexShrink={0}>
					<Text {...toneOf(index === at ? (isActive ? 'selected' : 'plain') : 'muted')}>
						{`${index === at ? `${marks.cursor} ` : '  '}${neutralise(each.label)}  `}
					</Text>
				</Box>
			))}
		</Box>
	);
};
