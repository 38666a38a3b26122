import {Box, Text, useIsScreenReaderEnabled} from 'ink';
import {useState} from 'react';
import type {Binding} from '../keys.ts';
import type {LogLine, LogRing} from '../model/log-ring.ts';
import {Highlight} from './highlight.tsx';
import {firstToFill, type LogLayout, logRows} from './log-rows.ts';
import {rangesOf} from './log-search.ts';
import {type Scroll, scrollBindings, scrollLog} from './scroll-log.ts';
import {spoken} from './spoken.ts';
import {type Meaning, toneOf} from './tone-of.ts';
import {useLogLength} from './use-log-ring.ts';
import {useWindowSize} from './use-window-size.ts';

const meanings: Record<LogLine['tone'], Meaning> = {
	plain: 'plain',
	step: 'selected',
	good: 'success',
	bad: 'danger',
	muted: 'muted',
};

/**
 * The lines of a log at a position.
 *
 *     › Commit the image
 *       Copying blob sha256:3f1c…
 *     ✓ Commit the image
 */
export const LogView = ({
	ring,
	position,
	width,
	height,
	query = '',
}: {
	ring: LogRing;
	position: LogPosition;
	width: number;
	height: number;
	/** What is searched: marked wherever it is. */
	query?: string;
}) => {
	const isSpoken = useIsScreenReaderEnabled();
	return (
		<Box flexDirection="column" width={width} height={height} overflow="hidden" flexShrink={0}>
			{logRows(ring, position, {...position.layout, width, height}).map(row => (
				<Text key={row.key} wrap="truncate-end" {...toneOf(meanings[row.tone])}>
					{row.number === '' ? '' : <Text {...toneOf('muted')}>{`${row.number} `}</Text>}
					{isSpoken ? spoken(row.text) || ' ' : <Marked text={row.text} query={query} />}
				</Text>
			))}
		</Box>
	);
};

/** The text as it is, unless something in it is searched. */
const Marked = ({text, query}: {text: string; query: string}) => {
	const ranges = rangesOf(text, query);
	return ranges.length === 0 ? text || ' ' : <Highlight text={text} ranges={ranges} />;
};

export type LogPosition = {
	readonly from: number;
	readonly to: number;
	readonly isFollowing: boolean;
	readonly layout: LogLayout;
	readonly bindings: readonly Binding[];
	/** Shows a line in the middle, and follows no more. */
	readonly show: (line: number) => void;
	readonly follow: () => void;
	readonly hold: () => void;
};

/**
 * Where in the log we look: at its end while following, or at a line that stays put while the log grows.
 * @param size the width is by default the terminal's; `hasTimes`: whether times are shown at first, undefined where lines have none
 */
export const useLogPosition = (
	ring: LogRing,
	height: number,
	{width, hasTimes}: {width?: number; hasTimes?: boolean} = {},
): LogPosition => {
	const {columns} = useWindowSize();
	const length = useLogLength(ring);
	// Another log is followed from its end on.
	const [held, setHeld] = useState<{readonly ring: LogRing; readonly top: number}>();
	const top = held?.ring === ring ? held.top : undefined;
	const setTop = (next: number | undefined) => setHeld(next === undefined ? undefined : {ring, top: next});
	const looks = useLogLooks(hasTimes);
	const layout: LogLayout = {width: width ?? columns, height, ...looks.layout};
	const last = firstToFill(ring, length, layout);
	const from = Math.max(ring.first, Math.min(top ?? last, last));
	const scroll = (to: Scroll) =>
		setHeld(before => {
			const next = scrollLog(ring, {top: before?.ring === ring ? before.top : undefined, layout}, to);
			return next === undefined ? undefined : {ring, top: next};
		});
	return {
		from,
		to: Math.min(length, from + height),
		isFollowing: top === undefined,
		layout,
		show: line => setTop(Math.max(ring.first, line - Math.floor(height / 2))),
		follow: () => setTop(undefined),
		hold: () => setTop(last),
		bindings: [...scrollBindings(scroll, {isFollowing: top === undefined}), ...looks.bindings],
	};
};

/** How lines are drawn, and the keys that change it. */
const useLogLooks = (timesFirst: boolean | undefined) => {
	const [isWrapping, setWrapping] = useState(false);
	const [hasNumbers, setNumbers] = useState(false);
	const [chosen, setTimes] = useState<boolean>();
	const hasTimes = chosen ?? timesFirst ?? false;
	return {
		layout: {isWrapping, hasNumbers, hasTimes},
		bindings: [
			{
				key: 'w',
				title: isWrapping ? 'Truncate lines' : 'Wrap lines',
				group: 'Log',
				run: () => setWrapping(before => !before),
			},
			{
				key: '#',
				title: 'Line numbers',
				group: 'Log',
				isHidden: true,
				run: () => setNumbers(before => !before),
			},
			...(timesFirst === undefined
				? []
				: [
						{
							key: '@',
							title: hasTimes ? 'Hide times' : 'Show times',
							group: 'Log',
							isHidden: true,
							run: () => setTimes(!hasTimes),
						},
					]),
		] satisfies readonly Binding[],
	};
};
