import type {ReadStream, WriteStream} from 'node:tty';
import {type Instance, render, useApp as useInk, usePaste} from 'ink';
import {useEffect, useMemo} from 'react';
import {isAltKey} from './alt-keys.ts';
import {App} from './app.tsx';
import {type OwnTerminal, type Pointer, TerminalContext} from './parts/terminal-context.ts';
import type {Actions} from './state/actions.ts';
import type {AppStore} from './state/app-state.ts';
import type {Background} from './terminal/background.ts';
import {BackgroundAnswers} from './terminal/background-answers.ts';
import {clipboardBytes} from './terminal/clipboard.ts';
import {divertOutput, type StrayStream} from './terminal/divert-output.ts';
import {Focus} from './terminal/focus.ts';
import {KeyStdin} from './terminal/key-stdin.ts';
import {type MouseEvent, mouseReports} from './terminal/mouse.ts';
import {type NotifyWish, noticeBytes} from './terminal/notice-bytes.ts';
import {afterProgram, redrawBytes} from './terminal/reset-bytes.ts';
import {type Leaving, untilLeft} from './terminal/until-left.ts';
import type {Marks} from './theme.ts';

export type RenderedApp = {
	/** Settles when the screen is closed for any reason; the terminal is restored by then. */
	readonly untilLeft: () => Promise<Leaving>;
	/** Notifies a user whose attention is elsewhere. The text may be hostile. */
	readonly notify: (text: string, tookMs: number) => void;
	/** Lends the terminal to a program, which then receives Ctrl-C. */
	readonly lend: <T>(run: () => Promise<T>) => Promise<T>;
};

export type Shown = {
	readonly store: AppStore;
	readonly actions: Actions;
	readonly marks: Marks;
	/** Sets the colours for a background, and gives the marks; undefined if the terminal is not to be asked for it. */
	readonly marksOn?: ((background: Background) => Marks) | undefined;
	/** The file for warnings, as the help shows it. */
	readonly logFile?: string;
	/** Called with the names of the open screens whenever they change. */
	readonly onScreens?: (names: readonly string[]) => void;
};

export type Tty = {
	readonly stdin: ReadStream;
	readonly stdout: WriteStream;
	readonly stderr: WriteStream;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly notify: NotifyWish | undefined;
	readonly traits: {readonly unicode: boolean};
	/** Whether the wheel and clicks work. */
	readonly mouse?: boolean | undefined;
	/** Called with other output of this process, which would overwrite the screen. */
	readonly onStray: (text: string, stream: StrayStream) => void;
};

const focusReports = {on: '\u001B[?1004h', off: '\u001B[?1004l'} as const;
/**
 * Restores the terminal after a crash: synchronized output, reports of focus and mouse and bracketed paste off, main screen, no styles, visible
 * cursor. Harmless when that is already so.
 */
const restored = `\u001B[?2026l${focusReports.off}${mouseReports.off}\u001B[?2004l\u001B[?1049l\u001B[0m\u001B[?25h`;

const reportsOf = ({mouse}: Tty) =>
	mouse ? {on: focusReports.on + mouseReports.on, off: focusReports.off + mouseReports.off} : focusReports;

const copyBy =
	(write: (bytes: string) => void) =>
	(text: string): boolean => {
		const bytes = clipboardBytes(text);
		write(bytes ?? '');
		return bytes !== undefined;
	};

/** Draws the app on the whole terminal and passes it the keys, one at a time. */
export const renderApp = (shown: Shown, tty: Tty): RenderedApp => {
	const focus = new Focus();
	const {stdout, write, release} = divertOutput(tty, tty.onStray, !tty.traits.unicode);
	const pointer: Pointer = new Set();
	const reports = reportsOf(tty);
	let lent = 0;
	const answers = new BackgroundAnswers(background => ink.retheme(background));
	const stdin = new KeyStdin(tty.stdin, {
		answers,
		// A program that has the terminal reads it alone.
		isLent: () => lent > 0,
		held: isHeld => write(isHeld ? reports.on : reports.off),
		mouse: event => emit(pointer, event),
		focused: isFocused => focus.report(isFocused),
		pressed: () => void [focus, shown.store].map(each => each.pressed()),
		isAltKey,
	});
	const own = {
		...shown,
		copy: copyBy(write),
		pointer: tty.mouse === true ? pointer : undefined,
		modes: reports.on,
	};
	const ink = draw(own, {stdin: stdin as unknown as ReadStream, stdout});
	// After the first frame, which does not wait for an answer.
	if (shown.marksOn) write(answers.ask());
	let isRestored = false;
	const restore = () => {
		if (isRestored) return;
		isRestored = true;
		try {
			ink.unmount();
		} catch {
			// React itself may have failed.
		}
		stdin.destroy();
		write(restored);
		release();
	};
	return {
		untilLeft: () => untilLeft({tty, ended: endOf(ink, answers), restore, isLent: () => lent > 0}),
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

const emit = (pointer: Pointer, event: MouseEvent): void => {
	for (const listener of [...pointer]) listener(event);
};

const endOf = async (ink: Drawn, answers: BackgroundAnswers): Promise<void> => {
	await ink.waitUntilExit();
	await answers.settled();
};

type Drawn = Pick<Instance, 'unmount' | 'waitUntilExit'> & {
	readonly retheme: (background: Background) => void;
};

/** Draws the app. `redraw` clears Ink's idea of the screen and the screen itself, then draws again. */
const draw = (
	{modes, marksOn, ...shown}: Shown & Pick<OwnTerminal, 'copy' | 'pointer'> & {readonly modes: string},
	streams: Pick<Tty, 'stdin' | 'stdout'>,
): Drawn => {
	let marks = shown.marks;
	const tree = () => <OnTerminal {...shown} marks={marks} redraw={redraw} />;
	const retheme = (background: Background) => {
		marks = {...marks, ...marksOn?.(background)};
		ink.rerender(tree());
	};
	const redraw = () => {
		ink.clear();
		streams.stdout.write(redrawBytes + modes);
		ink.rerender(tree());
	};
	const ink = render(tree(), {
		...streams,
		alternateScreen: true,
		incrementalRendering: true,
		// The store and the log limit frames themselves; a key should not wait for the frame of something else.
		maxFps: 1000,
		exitOnCtrlC: false,
		patchConsole: false,
	});
	return {retheme, unmount: () => ink.unmount(), waitUntilExit: () => ink.waitUntilExit()};
};

/** The app, redrawn on request and when the process continues after a stop: a shell has had the terminal meanwhile. */
const OnTerminal = ({
	redraw,
	copy,
	pointer,
	logFile,
	...shown
}: Shown & Pick<OwnTerminal, 'redraw' | 'copy' | 'pointer'>) => {
	const {suspendTerminal} = useInk();
	// Each screen keeps bracketed paste on; this does so while one takes the place of another: a paste would press its letters as keys.
	usePaste(() => {});
	useEffect(() => {
		const redrawAll = () => {
			// It rejects while another program has the terminal: that one draws then.
			suspendTerminal(async () => {}).catch(() => {});
		};
		process.on('SIGCONT', redrawAll);
		return () => {
			process.off('SIGCONT', redrawAll);
		};
	}, [suspendTerminal]);
	return (
		<TerminalContext
			value={useMemo(() => ({redraw, copy, logFile, pointer}), [redraw, copy, logFile, pointer])}
		>
			<App {...shown} />
		</TerminalContext>
	);
};
