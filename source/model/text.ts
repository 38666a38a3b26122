/**
 * Everything that comes from a worker is drawn through here: C0 and C1 control characters, DEL, line and paragraph
 * separators and the bidirectional controls (Unicode UAX #9) would let a label or a log line rewrite the screen.
 */
const hostile =
	/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu;
/** ANSI escape sequences: CSI, OSC (ended by BEL or ST), and the two-character ones. */
const escapes = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\^_])/gu;

/** One line that is safe to draw: escape sequences are removed, other control characters become `·`, tabs a space. */
export const neutralise = (text: string): string =>
	text.replace(escapes, '').replaceAll('\t', ' ').replace(hostile, '·');

/** True when the text can be drawn and stored as it is. */
export const isHarmless = (text: string): boolean => text.search(hostile) === -1;
