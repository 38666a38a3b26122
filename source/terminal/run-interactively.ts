import {spawn} from 'node:child_process';
import {signalCode} from '../model/signal-code.ts';

/** Hands this terminal to a command until it ends. @returns its exit code, 127 when there is no such command */
export const runInteractively = (argv: readonly string[]): Promise<number> =>
	new Promise(resolve => {
		const [file = 'true', ...rest] = argv;
		const child = spawn(file, rest, {stdio: 'inherit'});
		// Ctrl-C belongs to the command: it reaches the whole foreground group.
		const ignore = () => {};
		process.on('SIGINT', ignore);
		const done = (code: number) => {
			process.off('SIGINT', ignore);
			resolve(code);
		};
		child.on('error', () => done(127));
		child.on('close', (code, signal) => done(code ?? signalCode(signal)));
	});
