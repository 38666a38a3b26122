import {Failure, toMessage} from '../model/failure.ts';
import type {Destination} from './config/jump-hosts.ts';

export const connectionLost = (worker: string, cause: Error | undefined): Failure =>
	new Failure(`The connection to ${worker} was lost${cause === undefined ? '' : `: ${cause.message}`}.`, {
		kind: 'unreachable',
		hint: 'Jobs go on there. Ingot connects again by itself; press r to try now.',
		cause,
	});

export const noSession = (worker: string, cause: unknown): Failure =>
	new Failure(`${worker} did not open a session: ${toMessage(cause)}.`, {
		kind: 'unreachable',
		hint: 'Try again; the log of sshd there may tell why.',
		cause,
	});

/** @param hop the last jump host, which does not get there */
export const unreachableFrom = (hop: string, {name, address}: Destination, thrown: unknown): Failure =>
	new Failure(
		`${name} (${address.host} port ${address.port}) cannot be reached from ${hop}: ${toMessage(thrown)}.`,
		{
			kind: 'unreachable',
			hint: `Check the address as ${hop} sees it, and that its sshd allows forwarding (AllowTcpForwarding).`,
			cause: thrown,
		},
	);
