import {afterProgram} from './after-program.ts';

/**
 * What makes a terminal ready for a whole frame, whatever state it was left in: the alternate screen (1047 keeps the cursor
 * that is restored when we leave), usual modes, bracketed paste and focus reports on, everything erased, no cursor. It
 * begins a synchronized update, which the frame ends.
 */
export const redrawBytes = `\u001B[?2026h\u001B[?1047h${afterProgram}\u001B[?2004h\u001B[?1004h\u001B[?6l\u001B[?25l\u001B[H\u001B[2J`;
