import {createContext} from 'react';

/** What the mouse did, and at which cell of the terminal, counted from 0. */
export type PointerEvent = {
	readonly kind: 'click' | 'wheel-up' | 'wheel-down';
	readonly column: number;
	readonly row: number;
};

/** Who is called with what the mouse does. */
export type Pointer = Set<(event: PointerEvent) => void>;

/** What every screen can do with the terminal. */
export type OwnTerminal = {
	/** Redraws everything, whatever has been written over it. */
	readonly redraw: () => void;
	/** Puts text on the user's clipboard through the terminal. @returns false if it is too long */
	readonly copy: (text: string) => boolean;
	/** Where warnings and stray output go; the help names it. */
	readonly logFile: string | undefined;
	/** Undefined where the mouse is off. */
	readonly pointer?: Pointer | undefined;
};

export const TerminalContext = createContext<OwnTerminal>({
	redraw: () => {},
	copy: () => false,
	logFile: undefined,
});
