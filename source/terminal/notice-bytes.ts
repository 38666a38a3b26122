import {neutralise} from '../model/text.ts';
import type {Attention} from './focus.ts';

type Environment = Readonly<Record<string, string | undefined>>;
export type NotifyWish = 'desktop' | 'bell' | 'off';

export type NoticeContext = {
	readonly env: Environment;
	/** From the config; undefined for whatever the terminal supports. */
	readonly wish: NotifyWish | undefined;
	readonly attention: Attention;
	/** How long the user has waited for it. */
	readonly tookMs: number;
};

const bell = '\u0007';
const end = '\u001B\\';
const maxLetters = 150;
/** When the terminal does not report its focus, only an event after a wait this long rings the bell. */
const minWaitForBellMs = 10_000;

/** The bytes that make the terminal notify a user who is looking elsewhere; '' for none. The text may be hostile. */
export const noticeBytes = (text: string, {env, wish, attention, tookMs}: NoticeContext): string => {
	if (wish === 'off' || attention === 'here') return '';
	if (attention === 'unknown') return tookMs >= minWaitForBellMs ? bell : '';
	const osc = wish === 'bell' ? undefined : desktopCode(env, wish === 'desktop');
	if (osc === undefined) return bell;
	const sequence = `\u001B]${osc}${plain(text)}${end}`;
	// tmux passes it on only with `allow-passthrough`, but always marks the window at a bell.
	return env.TMUX ? `\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}${end}${bell}` : sequence;
};

/** A semicolon would end a field. */
const plain = (text: string): string =>
	[...neutralise(text).replaceAll(';', ',')].slice(0, maxLetters).join('');

/**
 * The sequence that a terminal is known to show as a desktop notification: OSC 9 (iTerm2) or OSC 777 with a title (kitty,
 * ghostty, WezTerm, foot). Others print nothing at best, so they get a bell unless the config asks for a notification.
 */
const desktopCode = (env: Environment, isAsked: boolean): string | undefined => {
	const {TERM = '', TERM_PROGRAM = ''} = env;
	if (TERM_PROGRAM === 'iTerm.app' || env.LC_TERMINAL === 'iTerm2') return '9;Ingot: ';
	const isKnown =
		/^(?:xterm-kitty|xterm-ghostty|foot|wezterm)/u.test(TERM) ||
		/^(?:ghostty|wezterm)$/iu.test(TERM_PROGRAM) ||
		[env.KITTY_WINDOW_ID, env.GHOSTTY_RESOURCES_DIR, env.WEZTERM_PANE].some(Boolean);
	if (isKnown) return '777;notify;Ingot;';
	return isAsked ? '9;Ingot: ' : undefined;
};
