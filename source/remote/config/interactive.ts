import {asRoot, lineForAnyShell, quote} from '../../model/shell.ts';
import type {Worker} from '../../model/worker.ts';
import {expandHome} from '../../ssh-config/expand-home.ts';
import podmanPath from '../../worker/queries/podman-path.sh';
import podmanSearch from '../../worker/queries/podman-search.sh';
import {parseTarget} from './ssh-target.ts';

/**
 * The command that runs argv on a worker with this terminal: the user's own ssh, so that everything it is set up to do is
 * done. @param sshConfig in place of ~/.ssh/config @param isTerminal false where there is none to hand over
 */
export const interactiveArgv = (
	worker: Worker,
	argv: readonly string[],
	{sshConfig, home, isTerminal}: {sshConfig: string | undefined; home: string; isTerminal: boolean},
): readonly string[] => {
	const script = `${podmanPath}${podmanSearch}exec ${quote(argv)}`.replaceAll(/^#.*\n/gmu, '');
	if (worker.ssh === undefined) return worker.sudo ? [...asRoot.split(' '), '-c', script] : argv;
	const {user, host, port} = parseTarget(worker.ssh);
	const own = (file: string) => expandHome(file, home);
	return [
		'ssh',
		isTerminal ? '-t' : '-T',
		// No farewell of its own over the screen that comes back.
		...['-o', 'LogLevel=ERROR'],
		...(sshConfig === undefined ? [] : ['-F', own(sshConfig)]),
		...(worker.identityFile === undefined
			? []
			: ['-i', own(worker.identityFile), '-o', 'IdentitiesOnly=yes']),
		...(port === undefined ? [] : ['-p', String(port)]),
		...(user === undefined ? [] : ['-l', user]),
		'--',
		host,
		lineForAnyShell(script, worker.sudo ? asRoot : 'sh'),
	];
};
