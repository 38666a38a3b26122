import {Failure, toMessage} from '../../model/failure.ts';
import {quote} from '../../model/shell.ts';
import type {SshAddress} from '../config/resolve-ssh.ts';
import type {Auth} from './auth-methods.ts';

type Where = {readonly worker: string; readonly address: SshAddress; readonly auth: Auth};

const bySystemCode: Readonly<Record<string, readonly [string, string]>> = {
	ECONNREFUSED: ['refuses connections', 'Check that sshd is running there and that the port is correct.'],
	ETIMEDOUT: ['does not answer', 'Check that it is powered on and that no firewall blocks the port.'],
	EHOSTUNREACH: ['cannot be reached', 'Check the network or the VPN.'],
	ENETUNREACH: ['cannot be reached', 'Check the network or the VPN.'],
	ENOTFOUND: ['has a name that does not resolve', 'Check the spelling, or set HostName in the ssh config.'],
	EAI_AGAIN: ['has a name that cannot be resolved at the moment', 'Check the network or the VPN.'],
	ECONNRESET: ['closed the connection', 'Check the sshd log there; it may be limiting connections.'],
};

const unreachable = (message: string, hint: string, cause?: unknown): Failure =>
	new Failure(message, {kind: 'unreachable', hint, cause});

/** An error of ssh2 → what happened, where, and what to do. */
export const toSshFailure = (thrown: unknown, {worker, address, auth}: Where): Failure => {
	if (thrown instanceof Failure) return thrown;
	const {code, level} = (thrown ?? {}) as {code?: string; level?: string};
	const place = `${worker} (${address.host} port ${address.port})`;
	const said = toMessage(thrown);
	if (level === 'client-authentication' || /too many authentication failures/iu.test(said)) {
		return new Failure(
			`${place} rejected user ${address.user}; tried: ${auth.tried.join(', ') || 'nothing, there is no key'}.`,
			{
				kind: 'unreachable',
				stage: 'login',
				hint:
					auth.lockedFiles[0] === undefined
						? `Add a key to the agent or set identityFile, and check that ${address.user}'s authorized_keys contains it.`
						: `The key has a passphrase. Add it to the agent with \`ssh-add ${quote([auth.lockedFiles[0]])}\`, then connect again.`,
				cause: thrown,
			},
		);
	}
	const known = bySystemCode[code ?? ''];
	if (known !== undefined) return unreachable(`${place} ${known[0]}.`, known[1], thrown);
	if (said === 'Connection lost before handshake') {
		return unreachable(
			`${place} closed the connection before SSH began.`,
			'Its sshd may limit simultaneous logins (MaxStartups) or block this address, or another program listens on that port.',
			thrown,
		);
	}
	if (level === 'handshake' || level === 'protocol') {
		return unreachable(
			`${place} and Ingot could not agree on an SSH protocol: ${said}.`,
			'Run `ssh -v` to the same address for details.',
			thrown,
		);
	}
	return unreachable(`${place} cannot be reached: ${said}.`, 'Try `ssh` to the same address.', thrown);
};

/** @param keyword of the ssh config */
export const nothingInCommon = (worker: string, keyword: string): Failure =>
	unreachable(
		`The ssh config for ${worker} allows none of the ${keyword} that Ingot’s built-in SSH supports.`,
		`Allow another with ${keyword}, or use the installed ssh (transport: system).`,
	);

/** The user left, or stopped the command, while connecting. */
export const givenUp = (worker: string): Failure =>
	new Failure(`Connecting to ${worker} was cancelled.`, {
		kind: 'cancelled',
		hint: 'Nothing was changed there.',
	});
