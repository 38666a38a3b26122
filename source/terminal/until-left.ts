import type {ReadStream, WriteStream} from 'node:tty';
import {type EndingSignal, onEndingSignals} from './ending-signals.ts';

/** How the screen was left. */
export type Leaving =
	| {readonly how: 'quit'}
	| {readonly how: 'signal'; readonly signal: EndingSignal}
	| {readonly how: 'crash'; readonly thrown: unknown};

export type UntilLeft = {
	/** The terminal. */
	readonly tty: {readonly stdin: ReadStream; readonly stdout: WriteStream};
	/** Settles when the app has ended by itself. */
	readonly ended: Promise<unknown>;
	/** Restores the terminal at once. */
	readonly restore: () => void;
	/** True while another program has the terminal: Ctrl-C is meant for it then. */
	readonly isLent: () => boolean;
};

/** Waits until the screen is left for any reason, and restores the terminal before anything else happens. */
export const untilLeft = ({tty, ended, restore, isLent}: UntilLeft): Promise<Leaving> =>
	new Promise(resolve => {
		const leave = (leaving: Leaving) => {
			stop();
			restore();
			resolve(leaving);
		};
		const stop = onEndingSignals(signal => {
			if (signal !== 'SIGINT' || !isLent()) leave({how: 'signal', signal});
		});
		const crash = (thrown: unknown) => leave({how: 'crash', thrown});
		// These handlers stay: cleaning up may fail again, and the first failure is the one to report.
		process.on('uncaughtException', crash);
		process.on('unhandledRejection', crash);
		// A closed terminal is a hangup, even when that signal is ignored; nothing more can be written to it.
		const hangUp = () => leave({how: 'signal', signal: 'SIGHUP'});
		tty.stdin.on('end', hangUp).on('error', hangUp);
		tty.stdout.on('error', hangUp);
		ended.then(() => leave({how: 'quit'}), crash);
	});
