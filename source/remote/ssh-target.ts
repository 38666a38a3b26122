import {Failure} from '../model/failure.ts';

/** `user@[::1]:2222` → its parts. Anything that ssh could take for an option is refused. */
export const parseTarget = (target: string): {user?: string; host: string; port?: number} => {
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
