import {canAskBackground, type Environment} from './background.ts';

type Traits = {
	readonly unicode: boolean;
	/** A screen reader speaks what is drawn; Ink reads the same variable. */
	readonly isSpoken: boolean;
	readonly colour: boolean;
	readonly forceColor: '1' | '3' | undefined;
	readonly trueColour: boolean;
	readonly canAskBackground: boolean;
	readonly background: 'dark' | 'light' | undefined;
};

/**
 * What the terminal can show, from the environment. `forceColor` is what to set FORCE_COLOR to before Ink is loaded: its
 * colour library knows few terminals by name and assumes that the others (foot, alacritty over SSH) cannot even show
 * inverse text, which would hide the cursor of text fields.
 */
export const terminalTraits = (env: Environment): Traits => {
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
	const term = env.TERM ?? '';
	const isPoor = ['', 'linux', 'dumb'].includes(term);
	const isForced = env.FORCE_COLOR === undefined && !['', 'dumb'].includes(term);
	const isExact = /^(?:truecolor|24bit)$/iu.test(env.COLORTERM ?? '') && !isPoor;
	return {
		isSpoken: env.INK_SCREEN_READER === 'true',
		unicode: /utf-?8/iu.test(locale) && !isPoor,
		colour: (env.NO_COLOR ?? '') === '',
		forceColor: isForced ? (isExact ? '3' : '1') : undefined,
		trueColour: isForced ? isExact : env.FORCE_COLOR === '3',
		canAskBackground: canAskBackground(env),
		background: backgroundOf(env.COLORFGBG ?? ''),
	};
};

/** rxvt, Konsole and others set `15;0` or `15;default;0`: the last number is the colour of the background, of sixteen. */
const backgroundOf = (colours: string): Traits['background'] => {
	const last = /;(\d{1,2})$/u.exec(colours)?.[1];
	if (last === undefined) return undefined;
	const number = Number(last);
	return number === 7 || (number > 8 && number < 16) ? 'light' : number <= 8 ? 'dark' : undefined;
};
