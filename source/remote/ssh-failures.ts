import {Failure, toMessage} from '../model/failure.ts';
import type {SshAddress} from './resolve-ssh.ts';

type Where = {readonly worker: string; readonly address: SshAddress; readonly tried: readonly string[]};

const bySystemCode: Readonly<Record<string, readonly [string, string]>> = {
	ECONNREFUSED: ['refuses connections', 'Check that sshd runs there and that the port is right.'],
	ETIMEDOUT: ['does not answer', 'Check that it is powered on and that no firewall is in between.'],
	EHOSTUNREACH: ['cannot be reached', 'Check the network or the VPN.'],
	ENETUNREACH: ['cannot be reached', 'Check the network or the VPN.'],
	ENOTFOUND: ['has a name that nobody knows', 'Check the spelling, or set HostName in the ssh config.'],
	EAI_AGAIN: ['has a name that cannot be looked up now', 'Check the network or the VPN.'],
	ECONNRESET: ['closed the connection', 'Look into the log of sshd there; it may be limiting connections.'],
};

/** What ssh2 said → what happened, where, and what to do next. */
export const toSshFailure = (thrown: unknown, {worker, address, tried}: Where): Failure => {
	const {code, level} = (thrown ?? {}) as {code?: string; level?: string};
	const place = `${worker} (${address.host} port ${address.port})`;
	const fail = (message: string, hint: string) =>
		new Failure(message, {kind: 'unreachable', hint, cause: thrown});
	if (level === 'client-authentication') {
		return fail(
			`${place} does not let ${address.user} in; tried: ${tried.join(', ') || 'nothing, there is no key'}.`,
			`Add a key to the agent or name one with identityFile, and check that it is in ${address.user}'s authorized_keys.`,
		);
	}
	const known = bySystemCode[code ?? ''];
	if (known !== undefined) return fail(`${place} ${known[0]}.`, known[1]);
	if (level === 'handshake' || level === 'protocol') {
		return fail(
			`${place} and Ingot cannot agree on SSH: ${toMessage(thrown)}.`,
			`Try \`ssh -v\` to the same address.`,
		);
	}
	return fail(`${place} cannot be reached: ${toMessage(thrown)}`, `Try \`ssh\` to the same address.`);
};

export const connectionLost = (worker: string, cause: Error | undefined): Failure =>
	new Failure(`The connection to ${worker} was lost${cause === undefined ? '' : `: ${cause.message}`}.`, {
		kind: 'unreachable',
		hint: 'Jobs go on there. Ingot connects again by itself; press r to try now.',
		cause,
	});

export const noJumpHosts = (worker: string, proxy: string): Failure =>
	new Failure(`${worker} is behind a jump host (${proxy}), which Ingot cannot use yet.`, {
		kind: 'unreachable',
		hint: 'Run Ingot on the jump host, or name an address that can be reached directly.',
	});
