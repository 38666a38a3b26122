import {spawn} from 'node:child_process';
import {signalCode} from '../model/signal-code.ts';

let lent = 0;

/** Whether another program has this terminal: Ctrl-C is meant for it. */
export const isLent = (): boolean => lent > 0;

/** Lends this terminal to a command until it ends. @returns its exit code; 127 when the command does not exist */
export const runInteractively = (argv: readonly string[]): Promise<number> =>
	new Promise(resolve => {
		const [file = 'true', ...rest] = argv;
		const child = spawn(file, rest, {stdio: 'inherit'});
		// Ctrl-C reaches the whole foreground group, and is meant for the command.
		const ignore = () => {};
		process.on('SIGINT', ignore);
		// A closed terminal is reported to this process alone where it leads the session; the command would wait for ever.
		const hangUp = () => child.kill('SIGHUP');
		process.on('SIGHUP', hangUp).on('SIGTERM', hangUp);
		lent += 1;
		const ended = Promise.withResolvers<number>();
		child.on('error', () => ended.resolve(127));
		child.on('close', (code, signal) => ended.resolve(code ?? signalCode(signal)));
		resolve(
			ended.promise.finally(() => {
				process.off('SIGINT', ignore).off('SIGHUP', hangUp).off('SIGTERM', hangUp);
				lent -= 1;
			}),
		);
	});
