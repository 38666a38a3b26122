import {Failure, toMessage} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import type {Destination} from './config/jump-hosts.ts';

/** Whether jobs run there is not known: the worker itself may have gone. */
const reconnects = 'This does not stop jobs. Ingot reconnects automatically; use Refresh to reconnect now.';

export const connectionLost = (worker: string, cause: Error | undefined): Failure =>
	new Failure(`The connection to ${worker} was lost${cause === undefined ? '' : `: ${cause.message}`}.`, {
		kind: 'unreachable',
		hint: reconnects,
		cause,
	});

/** A connection on which sshd opens no further session. */
export const noSession = (worker: string, cause: unknown): Failure =>
	new Failure(`${worker} did not open a session: ${toMessage(cause)}.`, {
		kind: 'unreachable',
		hint: 'Try again, or check the sshd log on the worker.',
		cause,
	});

/** @param hop the last jump host, which cannot reach it */
export const unreachableFrom = (hop: string, {name, address}: Destination, thrown: unknown): Failure => {
	const why = toMessage(thrown).replace(/^\(SSH\) Channel open failure: /u, '');
	const {code, reason} = (thrown ?? {}) as {code?: unknown; reason?: unknown};
	return new Failure(
		`${name} (${address.host} port ${address.port}) cannot be reached from ${hop}: ${neutralise(why) || 'the connection was not opened'}.`,
		{kind: 'unreachable', hint: whatToDo(hop, why, {code, reason}), cause: thrown},
	);
};

const isRefused = /refused/iu;
const isSilent = /timed out|no route/iu;
const isUnknown = /unknown host|not known|resolv|no address/iu;

/** The code and the words of RFC 4254, section 5.1: servers say only with 2 that they tried to connect. */
const whatToDo = (
	hop: string,
	why: string,
	{code, reason}: {readonly code: unknown; readonly reason: unknown},
): string => {
	const forwarding = `that sshd on ${hop} allows forwarding (AllowTcpForwarding, PermitOpen)`;
	if (code === 'ETIMEDOUT' || (reason === connectFailed && isSilent.test(why)))
		return `Check that it is powered on and that no firewall between ${hop} and it blocks the port.`;
	if (reason === prohibited) return `Check ${forwarding}.`;
	if (reason !== connectFailed) return `Check the address from ${hop}, and ${forwarding}.`;
	if (isRefused.test(why)) return 'Check that sshd is running there and that the port is correct.';
	if (isUnknown.test(why)) return `Set HostName in the ssh config to a name or an address that ${hop} knows.`;
	return `Check the address and the network from ${hop}.`;
};

const prohibited = 1;
const connectFailed = 2;
