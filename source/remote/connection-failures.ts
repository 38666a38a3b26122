import {Failure, toMessage} from '../model/failure.ts';
import type {Destination} from './config/jump-hosts.ts';

export const connectionLost = (worker: string, cause: Error | undefined): Failure =>
	new Failure(`The connection to ${worker} was lost${cause === undefined ? '' : `: ${cause.message}`}.`, {
		kind: 'unreachable',
		hint: 'Jobs keep running there. Ingot reconnects automatically; use Refresh to reconnect now.',
		cause,
	});

export const noSession = (worker: string, cause: unknown): Failure =>
	new Failure(`${worker} did not open a session: ${toMessage(cause)}.`, {
		kind: 'unreachable',
		hint: 'Try again, or check the sshd log on the worker.',
		cause,
	});

/** @param hop the last jump host, which cannot reach it */
export const unreachableFrom = (hop: string, {name, address}: Destination, thrown: unknown): Failure =>
	new Failure(
		`${name} (${address.host} port ${address.port}) cannot be reached from ${hop}: ${toMessage(thrown)}.`,
		{
			kind: 'unreachable',
			hint: `Check the address from ${hop}, and that its sshd allows forwarding (AllowTcpForwarding).`,
			cause: thrown,
		},
	);
