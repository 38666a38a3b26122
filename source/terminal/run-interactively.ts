import {spawn} from 'node:child_process';
import {signalCode} from '../model/signal-code.ts';

/** Lends this terminal to a command until it ends. @returns its exit code; 127 when the command does not exist */
export const runInteractively = (argv: readonly string[]): Promise<number> =>
	new Promise(resolve => {
		const [file = 'true', ...rest] = argv;
		const child = spawn(file, rest, {stdio: 'inherit'});
		// Ctrl-C reaches the whole foreground group, and is meant for the command.
		const ignore = () => {};
		process.on('SIGINT', ignore);
		const done = (code: number) => {
			process.off('SIGINT', ignore);
			resolve(code);
		};
		child.on('error', () => done(127));
		child.on('close', (code, signal) => done(code ?? signalCode(signal)));
	});
