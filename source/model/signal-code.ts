import {constants} from 'node:os';

/** The exit code of a process that a signal ended, as shells count: 128 and the signal's number. @param signal its name, if known */
export const signalCode = (signal: string | null | undefined): number =>
	128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
