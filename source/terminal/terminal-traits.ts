type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the terminal can show, from the environment. `forceColor` says whether to set FORCE_COLOR before Ink is loaded: its
 * colour library knows few terminals by name and assumes that the others (foot, alacritty over SSH) cannot even show
 * inverse text, which would hide the cursor of text fields.
 */
export const terminalTraits = (
	env: Environment,
): {readonly unicode: boolean; readonly colour: boolean; readonly forceColor: boolean} => {
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
	const term = env.TERM ?? '';
	const isPoor = ['', 'linux', 'dumb'].includes(term);
	return {
		unicode: /utf-?8/iu.test(locale) && !isPoor,
		colour: (env.NO_COLOR ?? '') === '',
		forceColor: env.FORCE_COLOR === undefined && !['', 'dumb'].includes(term),
	};
};
