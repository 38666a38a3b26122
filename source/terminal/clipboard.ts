/** xterm and tmux drop a longer sequence; this many bytes are about 75 kB of base64. */
const maxBytes = 56_000;

/**
 * The bytes that make a terminal put text on the user's clipboard (OSC 52), also over SSH; undefined if it is too long.
 * tmux passes it on with `set-clipboard on`, its default; GNU screen does not.
 * @param text already neutralised: pasting it must not do more than show it
 */
export const clipboardBytes = (text: string): string | undefined => {
	const bytes = Buffer.from(text);
	return bytes.length > maxBytes ? undefined : `\u001B]52;c;${bytes.toString('base64')}\u0007`;
};
