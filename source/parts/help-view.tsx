import {Box, Text} from 'ink';
import {type Binding, useKeys} from '../keys.ts';
import {colours} from '../theme.ts';
import type {Size} from './frame.tsx';

type Props = {readonly bindings: readonly Binding[]; readonly size: Size; readonly onClose: () => void};

/** One line for each thing that can be done, with all its keys; what cannot be done now says why. */
export const helpRows = (
	bindings: readonly Binding[],
): readonly {keys: string; title: string; refusal: string | undefined}[] => {
	const byTitle = new Map<string, Binding[]>();
	for (const binding of bindings)
		byTitle.set(binding.title, [...(byTitle.get(binding.title) ?? []), binding]);
	return [...byTitle].map(([title, same]) => ({
		keys: [...new Set(same.map(each => each.key))].join(', '),
		title,
		refusal: same[0]?.refusal,
	}));
};

export const HelpView = ({bindings, size, onClose}: Props) => {
	useKeys(['?', 'esc', 'q', 'enter', 'f1'].map(key => ({key, title: 'Close help', run: onClose})));
	return (
		<Box flexDirection="column" width={size.width} height={size.height} overflow="hidden">
			<Text bold>What the keys do here</Text>
			{helpRows(bindings)
				.slice(0, size.height - 1)
				.map(row => (
					<Box key={row.title} height={1}>
						<Box width={22}>
							<Text color={colours.accent}>{row.keys}</Text>
						</Box>
						<Text wrap="truncate-end" dimColor={row.refusal !== undefined}>
							{row.refusal === undefined ? row.title : `${row.title} — not now: ${row.refusal}`}
						</Text>
					</Box>
				))}
		</Box>
	);
};
