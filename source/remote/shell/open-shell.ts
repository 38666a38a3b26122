import {orAborted} from '../../time/or-aborted.ts';
import type {Execution, Transport, Use} from '../transport.ts';

/** The script is sent on stdin, so no login shell parses it. */
export const shellCommand = 'sh -s';

/** Opens a shell that reads a script. One that opens after the signal has aborted is closed at once. */
export const openShell = async (
	transport: Transport,
	use: Use & {readonly signal: AbortSignal},
): Promise<Execution> => {
	const {signal} = use;
	signal.throwIfAborted();
	const opening = transport.exec(shellCommand, use);
	try {
		return await orAborted(opening, signal);
	} catch (thrown) {
		opening.then(
			late => late.close(),
			() => {},
		);
		signal.throwIfAborted();
		throw thrown;
	}
};

/** Braces make the shell read the whole script before any command in it can read stdin, and exit at its end. */
export const wholeScript = ({preamble}: Transport, script: string): string =>
	`{ :\n${preamble}${script}\n}; exit $?\n`;
