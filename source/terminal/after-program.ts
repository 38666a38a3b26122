/**
 * For a terminal that comes back from a program, which may have been killed or have meant no good: reports of the mouse and
 * bracketed paste off, usual keys, no margins, no insert mode, usual letters and style. What a program draws is its own business;
 * what it leaves switched on would turn our own screen to rubbish, or type into it.
 */
export const afterProgram = [
	// Margins send the cursor home, so it is kept in mind; what else is kept with it is put right afterwards.
	'\u001B7\u001B[r\u001B8',
	...[9, 1000, 1001, 1002, 1003, 1005, 1006, 1015, 1016, 2004].map(mode => `\u001B[?${mode}l`),
	'\u001B[?1l\u001B>\u001B[?7h\u001B[4l\u001B(B\u000F\u001B[0m',
].join('');
