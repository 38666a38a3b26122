import {createContext} from 'react';

/** What every screen can do with the terminal. */
export type OwnTerminal = {
	/** Redraws everything, whatever has been written over it. */
	readonly redraw: () => void;
	/** Puts text on the user's clipboard through the terminal. @returns false if it is too long */
	readonly copy: (text: string) => boolean;
	/** Where warnings and stray output go; the help names it. */
	readonly logFile: string | undefined;
};

export const TerminalContext = createContext<OwnTerminal>({
	redraw: () => {},
	copy: () => false,
	logFile: undefined,
});
