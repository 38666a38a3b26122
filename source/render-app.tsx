import type {ReadStream, WriteStream} from 'node:tty';
import {render, useApp as useInk} from 'ink';
import {useEffect} from 'react';
import {App} from './app.tsx';
import type {Actions} from './state/actions.ts';
import type {AppStore} from './state/app-state.ts';
import {afterProgram} from './terminal/after-program.ts';
import {Focus} from './terminal/focus.ts';
import {KeyStdin} from './terminal/key-stdin.ts';
import {type NotifyWish, noticeBytes} from './terminal/notice-bytes.ts';
import {onContinued} from './terminal/on-continued.ts';
import {type Leaving, untilLeft} from './terminal/until-left.ts';
import type {Marks} from './theme.ts';

export type RenderedApp = {
	/** Waits until the screen is left, by whatever; the terminal is its owner's again then. */
	readonly untilLeft: () => Promise<Leaving>;
	/** Tells somebody who looks elsewhere. The text may be hostile. */
	readonly notify: (text: string, tookMs: number) => void;
	/** Lends the terminal to a program, which gets Ctrl-C for itself. */
	readonly lend: <T>(run: () => Promise<T>) => Promise<T>;
};

export type Shown = {
	readonly store: AppStore;
	readonly actions: Actions;
	readonly marks: Marks;
	/** Hears the names of the open screens whenever they change. */
	readonly onScreens?: (names: readonly string[]) => void;
};

export type Tty = {
	readonly stdin: ReadStream;
	readonly stdout: WriteStream;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly notify: NotifyWish | undefined;
};

const focusReports = {on: '\u001B[?1004h', off: '\u001B[?1004l'} as const;
/**
 * For a screen that broke in the middle: synchronized output, focus reports and bracketed paste off, the alternate screen
 * left, styles ended, the cursor shown. Harmless where that is so already.
 */
const restored = `\u001B[?2026l${focusReports.off}\u001B[?2004l\u001B[?1049l\u001B[0m\u001B[?25h`;

/** Draws the app over the whole terminal and gives it the keys, one at a time. */
export const renderApp = (shown: Shown, tty: Tty): RenderedApp => {
	const focus = new Focus();
	const write = (bytes: string): void => {
		tty.stdout.write(bytes);
	};
	const stdin = new KeyStdin(tty.stdin, {
		held: isHeld => write(isHeld ? focusReports.on : focusReports.off),
		focused: isFocused => focus.told(isFocused),
		pressed: () => focus.pressed(),
	});
	const ink = render(<Repainted {...shown} />, {
		stdin: stdin as unknown as ReadStream,
		stdout: tty.stdout,
		alternateScreen: true,
		incrementalRendering: true,
		maxFps: 60,
		exitOnCtrlC: false,
		patchConsole: false,
	});
	let lent = 0;
	let isRestored = false;
	const restore = () => {
		if (isRestored) return;
		isRestored = true;
		try {
			ink.unmount();
		} catch {
			// React may be what is broken.
		}
		stdin.release();
		write(restored);
	};
	return {
		untilLeft: () => untilLeft({tty, ended: ink.waitUntilExit(), restore, isLent: () => lent > 0}),
		notify: (text, tookMs) =>
			write(noticeBytes(text, {env: tty.env, wish: tty.notify, attention: focus.attention, tookMs})),
		async lend(run) {
			lent += 1;
			try {
				return await run();
			} finally {
				lent -= 1;
				write(afterProgram);
			}
		},
	};
};

/** The app, drawn anew when the process was stopped for a while: modes and screen are what a shell has left. */
const Repainted = (shown: Shown) => {
	const {suspendTerminal} = useInk();
	useEffect(
		() =>
			onContinued(() => {
				// While another program has the terminal, that one draws.
				suspendTerminal(async () => {}).catch(() => {});
			}),
		[suspendTerminal],
	);
	return <App {...shown} />;
};
