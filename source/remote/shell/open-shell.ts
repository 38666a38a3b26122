import {orAborted} from '../or-aborted.ts';
import type {Execution, Transport, Use} from '../transport.ts';

/** The script itself comes on stdin and is never parsed by a login shell. */
const shell = 'sh -s';

/** Opens a shell that reads a script; one that opens after we have given up is closed at once. */
export const openShell = async (
	transport: Transport,
	use: Use & {readonly signal: AbortSignal},
): Promise<Execution> => {
	const {signal} = use;
	signal.throwIfAborted();
	const opening = transport.exec(shell, use);
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

/** In braces, so that the shell has read all of it before anything in it can read stdin, and ends when it has ended. */
export const wholeScript = ({preamble}: Transport, script: string): string =>
	`{ :\n${preamble}${script}\n}; exit $?\n`;
