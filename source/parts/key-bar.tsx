import {Box, type DOMElement, Text, useIsScreenReaderEnabled} from 'ink';
import {memo, useContext, useRef} from 'react';
import stringWidth from 'string-width';
import {type Binding, KeyLayerContext} from '../keys.ts';
import {runBinding} from '../run-binding.ts';
import {usePointer} from './pointer.ts';
import {toneOf} from './tone-of.ts';

const gap = 3;

/** What the bar says of a binding. An unavailable one is in brackets, because colours may be missing. */
const labelOf = ({key, title, refusal}: Binding): {readonly before: string; readonly after: string} =>
	refusal === undefined ? {before: key, after: ` ${title}`} : {before: `(${key}`, after: ` ${title})`};

const widthOf = (binding: Binding): number => {
	const {before, after} = labelOf(binding);
	return stringWidth(before + after) + gap;
};

type Line = {readonly bindings: Binding[]; room: number};

/** Puts each binding into the first line with space for it, and help at the end of the last. `dropped`: how many had none. */
const fill = (
	bindings: readonly Binding[],
	help: readonly Binding[],
	{width, lines}: {width: number; lines: number},
): {readonly rows: readonly (readonly Binding[])[]; readonly dropped: number} => {
	const rows: Line[] = Array.from({length: lines}, () => ({bindings: [], room: width + gap}));
	const last = rows.at(-1);
	if (last) last.room -= help.reduce((sum, each) => sum + widthOf(each), 0);
	let dropped = 0;
	for (const binding of bindings) {
		const needed = widthOf(binding);
		// A long one must not hide the short ones after it, such as Back.
		const line = rows.find(each => each.room >= needed);
		if (line === undefined) dropped += 1;
		else {
			line.room -= needed;
			line.bindings.push(binding);
		}
	}
	last?.bindings.push(...help);
	return {rows: rows.map(row => row.bindings), dropped};
};

/**
 * The bindings that fit into so many lines, in order, without duplicate keys; what fits into one is in the last one. Help is
 * always at the end, and says how many did not fit: no key is dropped silently.
 */
export const fittingBindings = (
	bindings: readonly Binding[],
	size: {readonly width: number; readonly lines: number},
): readonly (readonly Binding[])[] => {
	const seen = bindings.filter(
		(each, index) => !each.isHidden && bindings.findIndex(other => other.key === each.key) === index,
	);
	const help = seen.filter(each => each.key === '?' || each.key === 'f1');
	const rest = seen.filter(each => !help.includes(each));
	const one = fill(rest, help, {...size, lines: 1});
	if (one.dropped === 0) return [...Array<readonly Binding[]>(size.lines - 1).fill([]), ...one.rows];
	const all = fill(rest, help, size);
	if (all.dropped === 0) return all.rows;
	// The count may be wider than the title and then drop one more, so it is filled in twice.
	const counted = (count: number) => help.map(each => ({...each, title: `${count} more`}));
	return fill(rest, counted(fill(rest, counted(all.dropped), size).dropped), size).rows;
};

/**
 * The keys that work now. A click on one presses it.
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
}) => {
	const part = useRef<DOMElement>(null);
	const {notify} = useContext(KeyLayerContext);
	const isSpoken = useIsScreenReaderEnabled();
	const rows = fittingBindings(bindings, {width: width - (isSpoken ? spokenHead.length : 1), lines});
	usePointer(part, ({kind, column, row}) => {
		const binding = kind === 'click' ? bindingAt(rows[row] ?? [], column) : undefined;
		if (binding !== undefined) runBinding(binding, notify);
	});
	if (isSpoken) return <Text>{`${spokenHead}${rows.flat().map(spokenKey).join(', ')}`}</Text>;
	return (
		<Box ref={part} flexDirection="column" height={lines} width={width} overflow="hidden" flexShrink={0}>
			{rows.map((row, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the bar
				<Box key={index} height={1} paddingLeft={1} gap={gap} overflow="hidden" flexShrink={0}>
					{row.map(binding => (
						<Key key={binding.key} {...labelOf(binding)} isRefused={binding.refusal !== undefined} />
					))}
				</Box>
			))}
		</Box>
	);
};

const spokenHead = 'Keys: ';

/** `c Create image (unavailable)` */
const spokenKey = ({key, title, refusal}: Binding): string =>
	`${key} ${title}${refusal === undefined ? '' : ' (unavailable)'}`;

/** The binding at a column of a line that begins with one blank; undefined between two. */
const bindingAt = (row: readonly Binding[], column: number): Binding | undefined => {
	let from = 1;
	for (const binding of row) {
		const to = from + widthOf(binding);
		if (column >= from && column < to - gap) return binding;
		from = to;
	}
	return undefined;
};

const Key = memo(({before, after, isRefused}: ReturnType<typeof labelOf> & {isRefused: boolean}) => (
	<Box flexShrink={0}>
		<Text {...(isRefused ? toneOf('muted') : toneOf('title'))}>{before}</Text>
		<Text {...toneOf('muted')}>{after}</Text>
	</Box>
));
