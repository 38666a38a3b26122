import type {Duplex} from 'node:stream';
import type {Client} from 'ssh2';
import {Failure, toMessage} from '../model/failure.ts';
import {CommandStream} from './command-stream.ts';
import {orAborted} from './or-aborted.ts';
import {resolveSsh, type SshAddress} from './resolve-ssh.ts';
import type {Held} from './shared-ways.ts';
import {type SshWorld, sshClient} from './ssh-client.ts';

/** What carries a connection that has no socket of its own. */
export type Way = {readonly sock: Duplex; close(): void};

/** Where a connection goes: a worker, or a jump host on the way to one. */
type Stop = {readonly name: string; readonly address: SshAddress; readonly hop: string};
type Destination = Pick<Stop, 'name' | 'address'>;

/** A config that jumps in a circle would go on for ever. */
const mostJumps = 8;

/**
 * Opens the way that the ssh config names: through jump hosts, or through a command. @returns undefined where the address
 * is reached directly @throws Failure that names the jump host which failed
 */
export const openWay = async (to: Destination, world: SshWorld): Promise<Way | undefined> => {
	const {proxyCommand, proxyJump} = to.address;
	if (proxyCommand !== undefined) return commandWay(proxyCommand);
	return proxyJump === undefined ? undefined : through(await routeTo(to, world), to, world);
};

/** All jump hosts in order. Known before the first is contacted, so two ways never wait for each other. */
const routeTo = async (to: Destination, world: SshWorld, jumps = 0): Promise<readonly Stop[]> => {
	const hops = to.address.proxyJump?.split(',').map(hop => hop.trim().replace(/^ssh:\/\//u, '')) ?? [];
	if (jumps + hops.length > mostJumps) throw tooMany(to.name);
	const stops = await Promise.all(
		hops.map(async hop => {
			const name = `${hop} on the way to ${to.name}`;
			return {hop, name, address: await resolveSsh({name, ssh: hop}, world.me)};
		}),
	);
	const [first] = stops;
	// As ssh has it: the first is reached as its own config says, each other one through the one before.
	return first === undefined ? [] : [...(await routeTo(first, world, jumps + hops.length)), ...stops];
};

/** From the last of the stops to a destination. */
const through = async (stops: readonly Stop[], to: Destination, world: SshWorld): Promise<Way> => {
	const {client, release} = await holdLast(stops, world);
	try {
		const sock = await orAborted(forward(client, to.address), world.signal);
		sock.once('close', release);
		return {sock, close: release};
	} catch (thrown) {
		release();
		world.signal.throwIfAborted();
		throw unreachableFrom(stops.at(-1)?.hop ?? '', to, thrown);
	}
};

const holdLast = (stops: readonly Stop[], world: SshWorld): Promise<Held> => {
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
		const client = await sshClient({name, address, sock: way?.sock}, world);
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
	const sock = new CommandStream(command);
	return {sock, close: () => sock.destroy()};
};

const tooMany = (name: string): Failure =>
	new Failure(`The way to ${name} has more than ${mostJumps} jump hosts.`, {
		kind: 'unreachable',
		hint: 'Look for a ProxyJump that leads in a circle in the ssh config.',
	});

const unreachableFrom = (hop: string, {name, address}: Destination, thrown: unknown): Failure =>
	new Failure(
		`${name} (${address.host} port ${address.port}) cannot be reached from ${hop}: ${toMessage(thrown)}.`,
		{
			kind: 'unreachable',
			hint: `Check the address as ${hop} sees it, and that its sshd allows forwarding (AllowTcpForwarding).`,
			cause: thrown,
		},
	);
