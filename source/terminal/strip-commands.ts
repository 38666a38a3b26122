/**
 * Strings that a terminal acts on (ECMA-48: OSC, DCS, SOS, PM, APC; 7-bit and C1): window titles, links, the clipboard.
 * One that is never closed ends at the next control character, so that it cannot swallow the rest of a frame.
 */
const command =
	/(?:\u001B[\]PX^_]|[\u0090\u0098\u009D-\u009F])[^\u0000-\u001F\u007F-\u009F]*(?:\u0007|\u001B\\|\u009C)?/gu;
const maybeCommand = /\u001B[\]PX^_]|[\u0080-\u009F]/u;
/** The other C1 controls; a terminal takes U+009B for the start of a cursor movement. */
const c1 = /[\u0080-\u009F]/gu;

/**
 * Removes all commands to the terminal but control sequences (CSI). Ink lets OSC through and Ingot draws none, so whatever
 * a screen failed to neutralise, a worker cannot set a title or read the clipboard.
 */
export const stripCommands = (frame: string): string =>
	maybeCommand.test(frame) ? frame.replaceAll(command, '').replaceAll(c1, '') : frame;
