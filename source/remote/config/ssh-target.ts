import {Failure} from '../../model/failure.ts';
import {expandHome} from '../../ssh-config/expand-home.ts';

type Target = {readonly user?: string; readonly host: string; readonly port?: number};

/** As in ssh since 9.6: a ProxyCommand or a Match exec passes these to a shell. */
const forShell = {host: /['`"$\\;&<>|(){}]/u, user: /['`";&<>|(){}]/u} as const;

/**
 * Parses `user@[::1]:2222`.
 * @throws Failure (usage) for anything that ssh could read as an option, or a shell as a command
 */
export const parseTarget = (target: string): Target => {
	const match = /^(?:(\S+)@)?(?:\[([^\]\s@]+)\]|([^\s:@]+|[^\s@]*:[^\s@]*:[^\s@]*))(?::(\d+))?$/u.exec(
		target,
	);
	const host = match?.[2] ?? match?.[3];
	if (match === null || host === undefined || isUnfit(target, {host, user: match[1]})) {
		throw new Failure(`${target} is not an alias, user@host or user@host:port.`, {
			kind: 'usage',
			hint: 'Fix the ssh: field of this worker in the config file.',
		});
	}
	return {
		host,
		...(match[1] === undefined ? {} : {user: match[1]}),
		...(match[4] === undefined ? {} : {port: Number(match[4])}),
	};
};

const isUnfit = (target: string, {host, user = ''}: {host: string; user: string | undefined}): boolean =>
	target.startsWith('-') || host.startsWith('-') || forShell.host.test(host) || forShell.user.test(user);

/** Arguments for ssh that name a target, and the config that replaces ~/.ssh/config. */
export const targetArgs = (
	{user, host, port}: Target,
	{home, sshConfig}: {readonly home: string; readonly sshConfig?: string | undefined},
): readonly string[] => [
	...(sshConfig === undefined ? [] : ['-F', expandHome(sshConfig, home)]),
	...(port === undefined ? [] : ['-p', String(port)]),
	...(user === undefined ? [] : ['-l', user]),
	'--',
	host,
];
