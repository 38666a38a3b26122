import {createContext} from 'react';

/** What every screen can do with the terminal. */
export type OwnTerminal = {
	/** Redraws everything, whatever has been written over it. */
	readonly redraw: () => void;
	/** Where warnings and stray output go; the help names it. */
	readonly logFile: string | undefined;
};

export const TerminalContext = createContext<OwnTerminal>({redraw: () => {}, logFile: undefined});
