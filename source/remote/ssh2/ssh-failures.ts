import {Failure, toMessage} from '../../model/failure.ts';
import type {SshAddress} from '../config/resolve-ssh.ts';
import type {Auth} from './auth-methods.ts';

type Where = {readonly worker: string; readonly address: SshAddress; readonly auth: Auth};

const bySystemCode: Readonly<Record<string, readonly [string, string]>> = {
	ECONNREFUSED: ['refuses connections', 'Check that sshd runs there and that the port is right.'],
	ETIMEDOUT: ['does not answer', 'Check that it is powered on and that no firewall is in between.'],
	EHOSTUNREACH: ['cannot be reached', 'Check the network or the VPN.'],
	ENETUNREACH: ['cannot be reached', 'Check the network or the VPN.'],
	ENOTFOUND: ['has a name that nobody knows', 'Check the spelling, or set HostName in the ssh config.'],
	EAI_AGAIN: ['has a name that cannot be looked up now', 'Check the network or the VPN.'],
	ECONNRESET: ['closed the connection', 'Look into the log of sshd there; it may be limiting connections.'],
};

const unreachable = (message: string, hint: string, cause?: unknown): Failure =>
	new Failure(message, {kind: 'unreachable', hint, cause});

/** What ssh2 said → what happened, where, and what to do next. */
export const toSshFailure = (thrown: unknown, {worker, address, auth}: Where): Failure => {
	if (thrown instanceof Failure) return thrown;
	const {code, level} = (thrown ?? {}) as {code?: string; level?: string};
	const place = `${worker} (${address.host} port ${address.port})`;
	const said = toMessage(thrown);
	if (level === 'client-authentication' || /too many authentication failures/iu.test(said)) {
		return new Failure(
			`${place} does not let ${address.user} in; tried: ${auth.tried.join(', ') || 'nothing, there is no key'}.`,
			{
				kind: 'unreachable',
				stage: 'login',
				hint:
					auth.lockedFiles[0] === undefined
						? `Add a key to the agent or name one with identityFile, and check that it is in ${address.user}'s authorized_keys.`
						: `The key has a passphrase: add it to the agent with \`ssh-add ${auth.lockedFiles[0]}\`, then connect again.`,
				cause: thrown,
			},
		);
	}
	const known = bySystemCode[code ?? ''];
	if (known !== undefined) return unreachable(`${place} ${known[0]}.`, known[1], thrown);
	if (said === 'Connection lost before handshake') {
		return unreachable(
			`${place} closed the connection before SSH began.`,
			'Its sshd may be letting in only so many at once (MaxStartups), have shut this address out, or not be what listens on that port.',
			thrown,
		);
	}
	if (level === 'handshake' || level === 'protocol') {
		return unreachable(
			`${place} and Ingot cannot agree on SSH: ${said}.`,
			'Try `ssh -v` to the same address.',
			thrown,
		);
	}
	return unreachable(`${place} cannot be reached: ${said}.`, 'Try `ssh` to the same address.', thrown);
};

/** @param keyword of the ssh config */
export const nothingInCommon = (worker: string, keyword: string): Failure =>
	unreachable(
		`The ssh config allows for ${worker} none of the ${keyword} that Ingot’s own SSH has.`,
		`Allow another with ${keyword}, or let the ssh that is installed here go there (transport: system).`,
	);

export const givenUp = (worker: string): Failure =>
	new Failure(`Connecting to ${worker} was given up.`, {
		kind: 'cancelled',
		hint: 'Nothing was changed there.',
	});
