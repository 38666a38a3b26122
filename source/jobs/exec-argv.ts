import loginShell from '../worker/queries/login-shell.sh';

/**
 * The command, on the worker, that opens a shell in a DevBox or runs a command there.
 * @param words the command; a login shell when empty @param isTerminal whether there is one to hand over
 */
export const execArgv = (id: string, words: readonly string[], isTerminal: boolean): readonly string[] => [
	'podman',
	'exec',
	'--interactive',
	// Ctrl-P is history in a shell, not the begin of a way out.
	...(isTerminal ? ['--tty', '--detach-keys='] : []),
	id,
	...(words.length === 0 ? ['sh', '-c', loginShell.trimEnd()] : words),
];
