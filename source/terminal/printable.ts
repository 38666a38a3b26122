import {neutraliseLines} from '../model/text.ts';
import {asciiFrame} from './ascii-frame.ts';
import {terminalTraits} from './terminal-traits.ts';

/** What a command prints, safe for a terminal; in ASCII where the terminal shows nothing else. A pipe gets all of UTF-8. */
export const printable = (
	text: string,
	{isTTY}: {readonly isTTY?: boolean},
	env: Readonly<Record<string, string | undefined>>,
): string => {
	const safe = neutraliseLines(text);
	return isTTY === true && !terminalTraits(env).unicode ? asciiFrame(safe) : safe;
};
