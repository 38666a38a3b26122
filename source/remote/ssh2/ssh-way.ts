import type {Duplex} from 'node:stream';
import type {Client} from 'ssh2';
import type {SshAddress} from '../config/resolve-ssh.ts';
import type {Destination, Stop} from '../config/route.ts';
import {unreachableFrom} from '../connection-failures.ts';
import {orAborted} from '../or-aborted.ts';
import {CommandStream} from './command-stream.ts';
import type {Held} from './shared-ways.ts';
import {type SshWorld, sshClient} from './ssh-client.ts';

/** What carries a connection that has no socket of its own. Opened when its log-in has its turn: it is one there as well. */
export type Way = {open(): Promise<Duplex>; close(): void};

/**
 * Finds the way that the ssh config names: through jump hosts, or through a command. @returns undefined where the address
 * is reached directly @throws Failure that names the jump host which failed
 */
export const findWay = async (
	jumps: readonly Stop[],
	to: Destination,
	world: SshWorld,
): Promise<Way | undefined> => {
	const {proxyCommand} = to.address;
	if (proxyCommand !== undefined) return commandWay(proxyCommand);
	return jumps.length === 0 ? undefined : through(jumps, to, world);
};

/** From the last of the stops to a destination. */
const through = async (stops: readonly Stop[], to: Destination, world: SshWorld): Promise<Way> => {
	const {client, release} = await holdLast(stops, world);
	return {
		async open() {
			try {
				const sock = await orAborted(forward(client, to.address), world.signal);
				return sock.once('close', release);
			} catch (thrown) {
				world.signal.throwIfAborted();
				throw unreachableFrom(stops.at(-1)?.hop ?? '', to, thrown);
			}
		},
		close: release,
	};
};

const holdLast = (stops: readonly Stop[], world: SshWorld): Promise<Held<Client>> => {
	const last = stops.at(-1);
	const before = stops.slice(0, -1);
	if (last === undefined) throw new Error('A way without a stop');
	const {proxyCommand} = last.address;
	return world.shared.hold(stops.map(each => each.hop).join(','), async () => {
		if (before.length > 0) return clientOver(await through(before, last, world), last, world);
		return clientOver(proxyCommand === undefined ? undefined : commandWay(proxyCommand), last, world);
	});
};

/** A connection that takes its way along when it ends. */
export const clientOver = async (
	way: Way | undefined,
	{name, address}: Destination,
	world: SshWorld,
): Promise<Client> => {
	try {
		const client = await sshClient({name, address, way}, world);
		client.once('close', () => way?.close());
		return client;
	} catch (thrown) {
		way?.close();
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

const commandWay = (command: string): Way => {
	let sock: CommandStream | undefined;
	return {
		async open() {
			sock = new CommandStream(command);
			return sock;
		},
		close: () => sock?.destroy(),
	};
};
