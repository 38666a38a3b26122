import {Box, Text} from 'ink';
import {useState} from 'react';
import type {Binding} from '../keys.ts';
import type {LogLine, LogRing} from '../model/log-ring.ts';
import {type Colour, colours} from '../theme.ts';
import {fitText} from './fit.ts';
import {useLogLength} from './use-log-ring.ts';

const tones: Record<LogLine['tone'], {color?: Colour; dimColor?: boolean; bold?: boolean}> = {
	plain: {},
	step: {bold: true},
	good: {color: colours.success},
	bad: {color: colours.danger, bold: true},
	muted: {dimColor: true},
};

export type LogPosition = {
	readonly from: number;
	readonly to: number;
	readonly isFollowing: boolean;
	readonly bindings: readonly Binding[];
};

/** Where in the log we look: at its end while following, or at a line that stays put while the log grows. */
export const useLogPosition = (ring: LogRing, height: number): LogPosition => {
	const length = useLogLength(ring);
	const [top, setTop] = useState<number | undefined>(undefined);
	const last = Math.max(ring.first, length - height);
	const from = top === undefined ? last : Math.max(ring.first, Math.min(top, last));
	const scroll = (to: number) => setTop(to >= last ? undefined : Math.max(ring.first, to));
	const key = (name: string, title: string, to: number): Binding => ({
		key: name,
		title,
		isHidden: true,
		run: () => scroll(to),
	});
	return {
		from,
		to: Math.min(length, from + height),
		isFollowing: top === undefined,
		bindings: [
			{
				key: 'f',
				title: top === undefined ? 'Stop following' : 'Follow',
				run: () => setTop(top === undefined ? last : undefined),
			},
			key('up', 'A line up', from - 1),
			key('down', 'A line down', from + 1),
			key('k', 'A line up', from - 1),
			key('j', 'A line down', from + 1),
			key('pgup', 'A page up', from - height),
			key('pgdn', 'A page down', from + height),
			key('home', 'First line', ring.first),
			key('g', 'First line', ring.first),
			key('end', 'Last line', Number.MAX_SAFE_INTEGER),
			key('G', 'Last line', Number.MAX_SAFE_INTEGER),
		],
	};
};

/** The lines of a log at a position, each cut to one row. */
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
}) => (
	<Box flexDirection="column" width={width} height={height} overflow="hidden">
		{ring.slice(position.from, position.to).map(line => (
			<Text key={line.number} {...tones[line.tone]}>
				{fitText(line.text, width) || ' '}
			</Text>
		))}
	</Box>
);
