import {Failure} from '../model/failure.ts';

type Target = {readonly user?: string; readonly host: string; readonly port?: number};

/** `user@[::1]:2222` → its parts. Anything that ssh could take for an option is refused. */
export const parseTarget = (target: string): Target => {
	const match = /^(?:(\S+)@)?(?:\[([^\]\s@]+)\]|([^\s:@]+|[^\s@]*:[^\s@]*:[^\s@]*))(?::(\d+))?$/u.exec(
		target,
	);
	const host = match?.[2] ?? match?.[3];
	if (match === null || host === undefined || host.startsWith('-') || target.startsWith('-')) {
		throw new Failure(`${target} is not an alias, user@host or user@host:port.`, {
			kind: 'usage',
			hint: 'Mend the ssh: field of this worker in the config file.',
		});
	}
	return {
		host,
		...(match[1] === undefined ? {} : {user: match[1]}),
		...(match[4] === undefined ? {} : {port: Number(match[4])}),
	};
};

/** The words for ssh that name a target, and the config in place of ~/.ssh/config. */
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

export const expandHome = (file: string, home: string): string => file.replace(/^~(?=\/|$)/u, home);
