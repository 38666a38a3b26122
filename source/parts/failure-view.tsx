import {Box, Text, useIsScreenReaderEnabled} from 'ink';
import {useContext} from 'react';
import {Failure, toMessage} from '../model/failure.ts';
import {neutralise, neutraliseLines} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import {Prose} from './prose.tsx';
import {toneOf} from './tone-of.ts';

/** The text of an error, as lines that are safe to draw. */
export const failureText = (thrown: unknown): {readonly message: string; readonly detail: string} => {
	const message = neutraliseLines(toMessage(thrown));
	if (thrown instanceof Failure) return {message, detail: neutraliseLines(thrown.hint)};
	const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
	// The stack begins with the message, which is shown already.
	const calls = stack.split('\n').filter(line => /^\s+at /u.test(line));
	return {message, detail: ['This is a bug in Ingot.', ...calls].map(neutralise).join('\n')};
};

/**
 * What happened and what to do next; a bug shows its stack instead.
 *
 *     ✗ Worker forge-2 did not answer
 *       Check that it is powered on and that its SSH port is open.
 */
export const FailureView = ({
	thrown,
	width,
	height,
}: {
	thrown: unknown;
	width: number;
	/** Lines at most. */
	height?: number;
}) => {
	const marks = useContext(MarksContext);
	const {message, detail} = failureText(thrown);
	const mark = useIsScreenReaderEnabled() ? 'Error:' : marks.failed;
	return (
		<Box
			flexDirection="column"
			width={width}
			overflow="hidden"
			flexShrink={0}
			{...(height !== undefined && {maxHeight: height})}
		>
			<Box flexShrink={0}>
				<Text {...toneOf('danger')}>{`${mark} `}</Text>
				<Box width={Math.max(1, width - 2)}>
					<Prose {...toneOf('danger')}>{message}</Prose>
				</Box>
			</Box>
			<Box paddingLeft={2} flexShrink={0}>
				<Prose>{detail}</Prose>
			</Box>
		</Box>
	);
};
