import {Failure} from '../../model/failure.ts';

const unreachable = (message: string, hint: string): Failure =>
	new Failure(message, {kind: 'unreachable', hint});

/** @param isThere whether there is a socket at all, which neither SSH nor a command can open */
export const deadSocket = (worker: string, socket: string, isThere: boolean): Failure =>
	isThere
		? unreachable(
				`The socket ${socket} on ${worker} cannot be opened, neither through sshd nor by a command there.`,
				'Look whether a service listens on it and who may open it; AllowStreamLocalForwarding yes in sshd_config lets sshd do it.',
			)
		: unreachable(
				`Nothing answers at ${socket} on ${worker}.`,
				'Mend socket: in the config file, or leave it out: the socket is then found by itself.',
			);

export const noPodman = (worker: string, hasDocker: boolean): Failure =>
	unreachable(
		`Podman was not found on ${worker}${hasDocker ? '; Docker is there, but Ingot needs Podman' : ''}.`,
		'Install podman there, or put it into the PATH of its login shell.',
	);

export const notStarted = (worker: string, said: string): Failure => {
	const why = said.trim().split('\n').at(-1)?.trim() ?? '';
	return unreachable(
		`Podman's API could not be started on ${worker}${why === '' ? '' : `: ${why}`}.`,
		'Try `podman info` and `podman system service` there; they tell why.',
	);
};
