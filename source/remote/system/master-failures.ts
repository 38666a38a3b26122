import type {Failure} from '../../model/failure.ts';
import {neutralise} from '../../model/text.ts';
import {nameOf} from '../config/host-names.ts';
import type {Destination} from '../config/jump-hosts.ts';
import {unreachableFrom} from '../connection-failures.ts';
import {changedKey, declinedKey, revokedKey} from '../host-keys/host-key-failures.ts';
import type {Auth} from '../ssh2/auth-methods.ts';
import {toSshFailure} from '../ssh2/ssh-failures.ts';

export type MasterProblem = {
	/** The output of ssh on stderr. */
	readonly said: string;
	readonly to: Destination;
	/** The last jump host, if any. */
	readonly hop: string | undefined;
	readonly auth: Auth;
	/** Whether the user was asked about the host key. */
	readonly isKeyAsked: boolean;
};

/** Messages of OpenSSH → the error that ssh2 would report. */
const equivalents: readonly (readonly [RegExp, {readonly code?: string; readonly level?: string}])[] = [
	[/Permission denied \(|Too many authentication failures/iu, {level: 'client-authentication'}],
	[/Connection refused/u, {code: 'ECONNREFUSED'}],
	[/timed out|Timeout, server/u, {code: 'ETIMEDOUT'}],
	[/No route to host/u, {code: 'EHOSTUNREACH'}],
	[/Network is unreachable/u, {code: 'ENETUNREACH'}],
	[/Could not resolve hostname .*Temporary failure/u, {code: 'EAI_AGAIN'}],
	[/Could not resolve hostname/u, {code: 'ENOTFOUND'}],
	[/Unable to negotiate|[Pp]rotocol mismatch|Bad packet length/u, {level: 'handshake'}],
	[/Connection (?:reset|closed) by|closed by remote host/u, {code: 'ECONNRESET'}],
];

/** Why the system's ssh could not connect, in the same words as for ssh2. */
export const toMasterFailure = (problem: MasterProblem): Failure => {
	const {said, to, hop, auth} = problem;
	const key = keyFailure(problem);
	if (key !== undefined) return key;
	// The jump host does not report why it did not open the connection.
	if (hop !== undefined && /stdio forwarding request failed/iu.test(said))
		return unreachableFrom(hop, to, 'the connection was not opened');
	const lost = tooEarly(said, hop === undefined && to.address.proxyCommand !== undefined);
	if (lost !== undefined) return toSshFailure(new Error(lost), {worker: to.name, address: to.address, auth});
	const call = equivalents.find(([words]) => words.test(said))?.[1];
	const error = Object.assign(new Error(lastLine(said)), call);
	return toSshFailure(error, {worker: to.name, address: to.address, auth});
};

/** What ssh says when the other end is gone before it has read, or while it still wrote, the first line. */
const early =
	/^(?:kex_exchange_identification|banner exchange): .*(?:[Cc]onnection (?:closed|reset)|Broken pipe)/mu;

/** An end before the SSH handshake; with a ProxyCommand, the last line of its output. */
const tooEarly = (said: string, isByCommand: boolean): string | undefined => {
	if (!early.test(said)) return undefined;
	const own = said
		.split('\n')
		.filter(line => line.trim() !== '' && !/^(?:kex_|banner |Connection )/u.test(line));
	const why = own.at(-1)?.trim();
	return isByCommand && why !== undefined
		? `the ProxyCommand ended: ${neutralise(why)}`
		: 'Connection lost before handshake';
};

/** The last line of ssh's output, without the program's name. */
export const lastLine = (said: string): string =>
	neutralise(
		said
			.trim()
			.split('\n')
			.at(-1)
			?.trim()
			.replace(/^ssh: |\.$/gu, '') || 'ssh ended without a message',
	);

const keyFailure = ({said, to, isKeyAsked}: MasterProblem): Failure | undefined => {
	const {name: worker, address} = to;
	const host = nameOf(address);
	if (/REVOKED HOST KEY/u.test(said)) return revokedKey(worker);
	const list = /^Host key \S+ \S+ revoked by file (.+?)\r?$/mu.exec(said)?.[1];
	if (list !== undefined) return revokedKey(worker, {file: neutralise(list)});
	const old = /^Offending \S+ key in (.+):(\d+)/mu.exec(said);
	if (old !== null) {
		const print = /(SHA256:[\w+/]+)/u.exec(said)?.[1] ?? 'another key';
		return changedKey({worker, host, print, file: neutralise(old[1] ?? ''), line: Number(old[2])});
	}
	if (/Host key verification failed/u.test(said)) return declinedKey({worker, host, mayAsk: isKeyAsked});
	return undefined;
};
