import {Box, Text} from 'ink';
import stringWidth from 'string-width';
import type {Binding} from '../keys.ts';
import {colours} from '../theme.ts';

const gap = 3;

/** The bindings that fit into one line, first ones first, without double keys. */
export const fittingBindings = (bindings: readonly Binding[], width: number): readonly Binding[] => {
	const shown: Binding[] = [];
	let room = width;
	for (const binding of bindings) {
		if (binding.isHidden || shown.some(each => each.key === binding.key)) continue;
		room -= stringWidth(`${binding.key} ${binding.title}`) + gap;
		if (room + gap < 0) break;
		shown.push(binding);
	}
	return shown;
};

/**
 * What keys do at this moment.
 *
 *     enter Open   c Create image   / Filter   ? Help
 */
export const KeyBar = ({bindings, width}: {bindings: readonly Binding[]; width: number}) => (
	<Box height={1} width={width} gap={gap} overflow="hidden">
		{fittingBindings(bindings, width).map(({key, title, refusal}) => (
			<Box key={key} flexShrink={0}>
				<Text color={colours.accent} bold={refusal === undefined} dimColor={refusal !== undefined}>
					{key}
				</Text>
				<Text dimColor={refusal !== undefined}> {title}</Text>
			</Box>
		))}
	</Box>
);
