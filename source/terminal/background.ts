export type Environment = Readonly<Record<string, string | undefined>>;
export type Background = 'dark' | 'light';

/**
 * Whether to ask a terminal for its background. The Linux console and GNU screen do not answer; under tmux, `screen` is the
 * name that tmux gave itself.
 */
export const canAskBackground = (env: Environment): boolean => {
	const term = env.TERM ?? '';
	if (['', 'dumb', 'linux'].includes(term) || (env.CI ?? '') !== '') return false;
	return !term.startsWith('screen') || (env.TMUX ?? '') !== '';
};

const channel = String.raw`([\da-f]{1,4})`;
const spelled = new RegExp(`^rgba?:${channel}/${channel}/${channel}(?:/[\\da-f]{1,4})?$`, 'iu');
const hashed = /^#(?:([\da-f]{2})([\da-f]{2})([\da-f]{2})|([\da-f]{4})([\da-f]{4})([\da-f]{4}))$/iu;

/** The background in an answer to OSC 11, as XParseColor spells colours: `rgb:ffff/ffff/ffff`, `#ffffff`; else undefined. */
export const backgroundFrom = (answer: string): Background | undefined => {
	const found = (spelled.exec(answer) ?? hashed.exec(answer))?.slice(1).filter(each => each !== undefined);
	if (found === undefined) return undefined;
	const [red = 0, green = 0, blue = 0] = found.map(
		each => Number.parseInt(each, 16) / (16 ** each.length - 1),
	);
	return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 ? 'light' : 'dark';
};
