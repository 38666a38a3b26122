/**
 * Resets the terminal after another program, which may have been killed or be hostile: mouse reports and bracketed paste
 * off, normal keys, no margins, no insert mode, default character set and style. Modes that stay on would garble our screen
 * or type into it.
 */
export const afterProgram = [
	// Setting the margins moves the cursor, so its position is saved; the modes saved with it are reset below.
	'\u001B7\u001B[r\u001B8',
	...[9, 1000, 1001, 1002, 1003, 1005, 1006, 1015, 1016, 2004].map(mode => `\u001B[?${mode}l`),
	'\u001B[?1l\u001B>\u001B[?7h\u001B[4l\u001B(B\u000F\u001B[0m',
].join('');

/**
 * Prepares a terminal in any state for a whole frame: alternate screen (1047 keeps the saved cursor that is restored when
 * we leave), default modes, bracketed paste and focus reports on, screen cleared, cursor hidden. It begins a synchronized
 * update, which the frame ends.
 */
export const redrawBytes = `\u001B[?2026h\u001B[?1047h${afterProgram}\u001B[?2004h\u001B[?1004h\u001B[?6l\u001B[?25l\u001B[H\u001B[2J`;
