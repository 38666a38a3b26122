import {asRoot, lineForAnyShell, quote} from '../../model/shell.ts';
import type {Worker} from '../../model/worker.ts';
import {expandHome} from '../../ssh-config/expand-home.ts';
import hangUp from '../../worker/queries/hang-up.sh';
import podmanPath from '../../worker/queries/podman-path.sh';
import podmanSearch from '../../worker/queries/podman-search.sh';
import {parseTarget} from './ssh-target.ts';

/**
 * The command that runs argv on a worker in this terminal. It uses the user's own ssh, with all of its configuration.
 * @param sshConfig replaces ~/.ssh/config @param isTerminal false when there is no terminal to pass on
 */
export const interactiveArgv = (
	worker: Worker,
	argv: readonly string[],
	{sshConfig, home, isTerminal}: {sshConfig: string | undefined; home: string; isTerminal: boolean},
): readonly string[] => {
	const script = `${podmanPath}${podmanSearch}${isTerminal ? hangUp : ''}exec ${quote(argv)}`.replaceAll(
		/^#.*\n/gmu,
		'',
	);
	if (worker.ssh === undefined) {
		if (worker.sudo) return [...asRoot.split(' '), '-c', script];
		return isTerminal ? ['sh', '-c', script] : argv;
	}
	const {user, host, port} = parseTarget(worker.ssh);
	const own = (file: string) => expandHome(file, home);
	return [
		'ssh',
		isTerminal ? '-t' : '-T',
		// Keeps ssh's closing message off the restored screen.
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
