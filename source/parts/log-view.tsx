import {Box, Text, useIsScreenReaderEnabled} from 'ink';
import {useState} from 'react';
import type {Binding} from '../keys.ts';
import type {LogLine, LogRing} from '../model/log-ring.ts';
import {firstToFill, type LogLayout, logRows} from './log-rows.ts';
import {scrollBindings, scrollLog} from './scroll-log.ts';
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
}: {
	ring: LogRing;
	position: LogPosition;
	width: number;
	height: number;
}) => {
	const isSpoken = useIsScreenReaderEnabled();
	return (
		<Box flexDirection="column" width={width} height={height} overflow="hidden" flexShrink={0}>
			{logRows(ring, position, {...position.layout, width, height}).map(row => (
				<Text key={row.key} wrap="truncate-end" {...toneOf(meanings[row.tone])}>
					{row.number === '' ? '' : <Text {...toneOf('muted')}>{`${row.number} `}</Text>}
					{(isSpoken ? spoken(row.text) : row.text) || ' '}
				</Text>
			))}
		</Box>
	);
};

export type LogPosition = {
	readonly from: number;
	readonly to: number;
	readonly isFollowing: boolean;
	readonly layout: LogLayout;
	readonly bindings: readonly Binding[];
};

/**
 * Where in the log we look: at its end while following, or at a line that stays put while the log grows.
 * @param width of the view, by default the terminal's
 */
export const useLogPosition = (ring: LogRing, height: number, width?: number): LogPosition => {
	const {columns} = useWindowSize();
	const length = useLogLength(ring);
	const [top, setTop] = useState<number | undefined>(undefined);
	const [isWrapping, setWrapping] = useState(false);
	const [hasNumbers, setNumbers] = useState(false);
	const layout: LogLayout = {width: width ?? columns, height, isWrapping, hasNumbers};
	const last = firstToFill(ring, length, layout);
	const from = Math.max(ring.first, Math.min(top ?? last, last));
	return {
		from,
		to: Math.min(length, from + height),
		isFollowing: top === undefined,
		layout,
		bindings: [
			...scrollBindings(scroll => setTop(before => scrollLog(ring, {top: before, layout}, scroll)), {
				isFollowing: top === undefined,
			}),
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
		],
	};
};
