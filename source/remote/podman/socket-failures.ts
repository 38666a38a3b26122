import {Failure} from '../../model/failure.ts';

const unreachable = (message: string, hint: string): Failure =>
	new Failure(message, {kind: 'unreachable', hint});

/** @param isThere whether the socket exists, though neither SSH nor a command can open it */
export const deadSocket = (worker: string, socket: string, isThere: boolean): Failure =>
	isThere
		? unreachable(
				`The socket ${socket} on ${worker} cannot be opened, neither through sshd nor by a command there.`,
				'Check that a service listens on it and who may open it, and set AllowStreamLocalForwarding yes in sshd_config.',
			)
		: unreachable(
				`Nothing answers at ${socket} on ${worker}.`,
				'Fix socket: in the config file, or remove it so that Ingot finds the socket itself.',
			);

/** A worker without Podman. */
export const noPodman = (worker: string, hasDocker: boolean): Failure =>
	unreachable(
		`Podman was not found on ${worker}${hasDocker ? '; Docker is installed, but Ingot needs Podman' : ''}.`,
		'Install podman there, or add it to the PATH of the login shell.',
	);

/** A worker whose Podman does not serve its API. @param said what it printed; the last line counts */
export const notStarted = (worker: string, said: string): Failure => {
	const why = said.trim().split('\n').at(-1)?.trim() ?? '';
	return unreachable(
		`Podman's API could not be started on ${worker}${why === '' ? '' : `: ${why}`}.`,
		'Run `podman info` and `podman system service` there to see why.',
	);
};
