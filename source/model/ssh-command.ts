import {quote} from './shell.ts';
import type {Worker} from './worker.ts';

/**
 * A command for people that logs in to a worker as Ingot does, with `sshConfig` and the worker's key: `ssh -N -- forge-1`.
 * @param options of ssh, before the address @param command what to run there
 */
export const sshCommand = (
	{ssh = 'there', sshConfig, identityFile}: Pick<Worker, 'ssh' | 'sshConfig' | 'identityFile'>,
	options: readonly string[],
	command: readonly string[] = [],
): string => {
	const address = /:\d+$/u.test(ssh) ? `ssh://${ssh}` : ssh;
	return [
		...(sshConfig === undefined ? ['ssh'] : ['ssh -F', fileWord(sshConfig)]),
		quote([
			...options,
			...(identityFile === undefined ? [] : ['-i', identityFile]),
			...['--', address],
			...command,
		]),
	].join(' ');
};

/** ssh does not expand the home folder of `-F`, and no shell does within quotes. */
const fileWord = (file: string): string =>
	file.startsWith('~/') ? `~/${quote([file.slice(2)])}` : quote([file]);
