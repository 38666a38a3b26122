import {Box, Text} from 'ink';
import stringWidth from 'string-width';
import type {Binding} from '../keys.ts';
import {toneOf} from './tone-of.ts';

const gap = 3;

/** What the bar says of a binding. An unavailable one is in brackets, because colours may be missing. */
const labelOf = ({key, title, refusal}: Binding): {readonly before: string; readonly after: string} =>
	refusal === undefined ? {before: key, after: ` ${title}`} : {before: `(${key}`, after: ` ${title})`};

const widthOf = (binding: Binding): number => {
	const {before, after} = labelOf(binding);
	return stringWidth(before + after) + gap;
};

/** The bindings that fit into one line, in order, without duplicate keys. Help is always last. */
export const fittingBindings = (bindings: readonly Binding[], width: number): readonly Binding[] => {
	const seen = bindings.filter(
		(each, index) => !each.isHidden && bindings.findIndex(other => other.key === each.key) === index,
	);
	const help = seen.filter(each => each.key === '?' || each.key === 'f1');
	const shown: Binding[] = [];
	let room = help.reduce((sum, each) => sum - widthOf(each), width + gap);
	for (const binding of seen) {
		if (help.includes(binding)) continue;
		const needed = widthOf(binding);
		// A long one must not hide the short ones after it, such as Back.
		if (needed > room) continue;
		room -= needed;
		shown.push(binding);
	}
	return [...shown, ...help];
};

/**
 * The keys that work now.
 *
 *     enter Open   (c Create image)   / Filter   ? Help
 */
export const KeyBar = ({bindings, width}: {bindings: readonly Binding[]; width: number}) => {
	return (
		<Box height={1} width={width} gap={gap} overflow="hidden" flexShrink={0}>
			{fittingBindings(bindings, width).map(binding => {
				const {before, after} = labelOf(binding);
				const tone = binding.refusal === undefined ? toneOf('title') : toneOf('muted');
				return (
					<Box key={binding.key} flexShrink={0}>
						<Text {...tone}>{before}</Text>
						<Text {...toneOf('muted')}>{after}</Text>
					</Box>
				);
			})}
		</Box>
	);
};
