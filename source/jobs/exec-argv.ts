import loginShell from '../worker/queries/login-shell.sh';

/**
 * The command, on the worker, that opens a shell in a DevBox or runs a command there.
 * @param words the command; a login shell if empty @param isTerminal whether to allocate a terminal
 */
export const execArgv = (id: string, words: readonly string[], isTerminal: boolean): readonly string[] => [
	'podman',
	'exec',
	'--interactive',
	// Ctrl-P is history in a shell; by default it would start Podman's detach sequence.
	// The variable marks the process for worker/queries/hang-up.sh, which sets it.
	...(isTerminal ? ['--tty', '--detach-keys=', '--env', 'INGOT_SHELL'] : []),
	id,
	...(words.length === 0 ? ['sh', '-c', loginShell.trimEnd()] : words),
];
