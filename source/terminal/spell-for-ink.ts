/** F1 as terminals send it: xterm, vt220, rxvt, the Linux console. */
const f1 = new Set(['\u001BOP', '\u001B[P', '\u001B[11~', '\u001B[[A']);

/**
 * One key as Ink understands it at once. Ink holds back what may be the beginning of a sequence for 20 ms and then glues
 * the next key to it, so keys that look cut are spelled in the Kitty protocol, which has an end. Function keys are
 * unknown to Ink: F1 becomes Alt+?, which keys.ts names `f1`. A line feed is Enter, typed before the terminal was ours.
 * A sequence that never ended is no key: ''.
 */
export const spellForInk = (key: string): string => {
	if (key === '\n') return '\r';
	if (key === '\u001B') return '\u001B[27u';
	if (key === '\u001B[') return '\u001B[91;3u';
	if (key === '\u001BO') return '\u001B[79;3u';
	if (f1.has(key)) return '\u001B?';
	return isCut(key) ? '' : key;
};

const isCut = (key: string): boolean =>
	/^\u001B\u001B?(?:\[|O)[\u0020-\u003F]*$/u.test(key) && !/^\u001B\[[235678]\$$/u.test(key);
