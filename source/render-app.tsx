import type {ReadStream, WriteStream} from 'node:tty';
import {render} from 'ink';
import {App} from './app.tsx';
import type {Actions} from './state/actions.ts';
import type {AppStore} from './state/app-state.ts';
import {KeyStdin} from './terminal/key-stdin.ts';
import type {Marks} from './theme.ts';

export type RenderedApp = {
	readonly waitUntilExit: () => Promise<unknown>;
	/** Lets go of the terminal's input. */
	readonly release: () => void;
};

/** Draws the app over the whole terminal and gives it the keys, one at a time. */
export const renderApp = (
	{store, actions, marks}: {store: AppStore; actions: Actions; marks: Marks},
	tty: {stdin: ReadStream; stdout: WriteStream},
): RenderedApp => {
	const stdin = new KeyStdin(tty.stdin);
	const ink = render(<App store={store} actions={actions} marks={marks} />, {
		stdin: stdin as unknown as ReadStream,
		stdout: tty.stdout,
		alternateScreen: true,
		incrementalRendering: true,
		maxFps: 60,
		exitOnCtrlC: false,
		patchConsole: false,
	});
	return {waitUntilExit: () => ink.waitUntilExit(), release: () => stdin.release()};
};
