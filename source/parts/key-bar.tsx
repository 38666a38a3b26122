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

/** Puts a binding into the first line with space for it. Returns false where there is none. */
const place = (lines: readonly Line[], binding: Binding): boolean => {
	const needed = widthOf(binding);
	const line = lines.find(each => each.room >= needed);
	line?.bindings.push(binding);
	if (line !== undefined) line.room -= needed;
	return line !== undefined;
};

type Line = {readonly bindings: Binding[]; room: number};

/**
 * The bindings that fit into so many lines, first come first, without double keys. The last is always help, which says
 * how many did not fit: no key is dropped silently.
 */
export const fittingBindings = (
	bindings: readonly Binding[],
	{width, lines}: {width: number; lines: number},
): readonly (readonly Binding[])[] => {
	const seen = bindings.filter(
		(each, index) => !each.isHidden && bindings.findIndex(other => other.key === each.key) === index,
	);
	const help = seen.filter(each => each.key === '?' || each.key === 'f1');
	const rest = seen.filter(each => !help.includes(each));
	const fill = (helpShown: readonly Binding[]) => {
		const rows: Line[] = Array.from({length: lines}, () => ({bindings: [], room: width + gap}));
		const last = rows.at(-1);
		if (last) last.room -= helpShown.reduce((sum, each) => sum + widthOf(each), 0);
		// A long one must not hide the short ones after it, such as the way back.
		const dropped = rest.filter(each => !place(rows, each)).length;
		last?.bindings.push(...helpShown);
		return {rows: rows.map(row => row.bindings), dropped};
	};
	const {rows, dropped} = fill(help);
	if (dropped === 0) return rows;
	// The count may be wider than the title, and then drop one more: reckoned with what it will be.
	const counted = (count: number) => help.map(each => ({...each, title: `${count} more`}));
	return fill(counted(fill(counted(dropped)).dropped)).rows;
};

/**
 * The keys that work now.
 *
 *     enter Open   (c Create image)   / Filter   ? 7 more
 */
export const KeyBar = ({
	bindings,
	width,
	lines,
}: {
	bindings: readonly Binding[];
	width: number;
	lines: number;
}) => (
	<Box flexDirection="column" height={lines} width={width} overflow="hidden" flexShrink={0}>
		{fittingBindings(bindings, {width: width - 1, lines}).map((row, index) => (
			// biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the bar
			<Box key={index} height={1} paddingLeft={1} gap={gap} overflow="hidden" flexShrink={0}>
				{row.map(binding => (
					<Key key={binding.key} binding={binding} />
				))}
			</Box>
		))}
	</Box>
);

const Key = ({binding}: {binding: Binding}) => {
	const {before, after} = labelOf(binding);
	return (
		<Box flexShrink={0}>
			<Text {...(binding.refusal === undefined ? toneOf('title') : toneOf('muted'))}>{before}</Text>
			<Text {...toneOf('muted')}>{after}</Text>
		</Box>
	);
};
