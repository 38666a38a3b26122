import {createContext} from 'react';

/** The terminal under the screen, as far as every screen offers it. */
export type OwnTerminal = {
	/** Draws everything again, whatever somebody else has written over it. */
	readonly redraw: () => void;
	/** Where warnings and stray output go; the help names it. */
	readonly logFile: string | undefined;
};

export const TerminalContext = createContext<OwnTerminal>({redraw: () => {}, logFile: undefined});
