import {Box, Text} from 'ink';
import {useContext} from 'react';
import {Failure, toMessage} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import {colours, MarksContext} from '../theme.ts';

/**
 * What happened and what to do next; a bug shows its stack instead.
 *
 *     ✗ Worker forge-2 did not answer
 *       Check that it is powered on and that its SSH port is open.
 */
export const FailureView = ({thrown, width}: {thrown: unknown; width: number}) => {
	const marks = useContext(MarksContext);
	const isBug = !(thrown instanceof Failure);
	const detail = isBug ? (thrown instanceof Error ? (thrown.stack ?? '') : '') : thrown.hint;
	return (
		<Box flexDirection="column" width={width}>
			<Text
				color={colours.danger}
				bold
				wrap="wrap"
			>{`${marks.failed} ${lines(toMessage(thrown)).join('\n  ')}`}</Text>
			<Box paddingLeft={2}>
				<Text wrap="wrap">{lines(detail).join('\n')}</Text>
			</Box>
		</Box>
	);
};

const lines = (text: string): readonly string[] => text.split('\n').map(neutralise);
