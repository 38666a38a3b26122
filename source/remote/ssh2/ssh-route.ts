import type {Duplex} from 'node:stream';
import type {Client} from 'ssh2';
import {orAborted} from '../../time/or-aborted.ts';
import type {Destination, JumpHost} from '../config/jump-hosts.ts';
import type {SshAddress} from '../config/resolve-ssh.ts';
import {unreachableFrom} from '../connection-failures.ts';
import {CommandStream} from './command-stream.ts';
import type {Way} from './dial.ts';
import {holdJumpHost} from './hold-jump-host.ts';
import type {Held} from './shared-connections.ts';
import {type SshDeps, sshClient} from './ssh-client.ts';

export type Route = Way & {close(): void};

/**
 * Finds the route in the ssh config: through jump hosts, or through a command.
 * @returns undefined when the address is reached directly @throws Failure that names the jump host that failed
 */
export const findRoute = async (
	jumps: readonly JumpHost[],
	to: Destination,
	deps: SshDeps,
): Promise<Route | undefined> => {
	const {proxyCommand} = to.address;
	if (proxyCommand !== undefined) return commandRoute(proxyCommand);
	return jumps.length === 0 ? undefined : through(jumps, to, deps);
};

/** From the last jump host to a destination. */
const through = async (jumpHosts: readonly JumpHost[], to: Destination, deps: SshDeps): Promise<Route> => {
	const {client, release} = await holdLast(jumpHosts, deps);
	return {
		async open(signal) {
			const opening = forward(client, to.address);
			try {
				const sock = await orAborted(opening, signal);
				return sock.once('close', release);
			} catch (thrown) {
				// It may open after all, and would stay open on a connection that others share.
				opening.then(
					late => late.destroy(),
					() => {},
				);
				deps.signal.throwIfAborted();
				throw unreachableFrom(jumpHosts.at(-1)?.hop ?? '', to, thrown);
			}
		},
		close: release,
	};
};

const holdLast = async (jumpHosts: readonly JumpHost[], deps: SshDeps): Promise<Held<Client>> => {
	const last = jumpHosts.at(-1);
	const before = jumpHosts.slice(0, -1);
	if (last === undefined) throw new Error('A route without a jump host');
	const {proxyCommand} = last.address;
	const connect = async (signal: AbortSignal) => {
		const own = {...deps, signal};
		if (before.length > 0) return clientOver(await through(before, last, own), last, own);
		return clientOver(proxyCommand === undefined ? undefined : commandRoute(proxyCommand), last, own);
	};
	return holdJumpHost({to: last, route: jumpHosts.map(each => each.hop).join(','), connect}, deps);
};

/** Opens a connection that closes its route when it ends. */
export const clientOver = async (
	route: Route | undefined,
	{name, address}: Destination,
	deps: SshDeps,
): Promise<Client> => {
	try {
		const client = await sshClient({name, address, route}, deps);
		client.once('close', () => route?.close());
		return client;
	} catch (thrown) {
		route?.close();
		throw thrown;
	}
};

const forward = (client: Client, {host, port}: SshAddress): Promise<Duplex> =>
	new Promise((resolve, reject) => {
		client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
			if (error === undefined) resolve(channel);
			else reject(error);
		});
	});

const commandRoute = (command: string): Route => {
	let sock: CommandStream | undefined;
	return {
		async open() {
			sock = new CommandStream(command);
			return sock;
		},
		close: () => sock?.destroy(),
	};
};
