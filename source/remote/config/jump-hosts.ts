import {Failure} from '../../model/failure.ts';
import {type LocalUser, resolveSsh, type SshAddress} from './resolve-ssh.ts';

/** The target of a connection: a worker, or a jump host on the route to one. */
export type Destination = {readonly name: string; readonly address: SshAddress};
/** `hop` is its name in the ssh config. */
export type JumpHost = Destination & {readonly hop: string};

/** Stops a config whose jump hosts form a loop. */
const maxJumps = 8;

/**
 * All jump hosts in order. They are resolved before the first is contacted, so two routes never wait for each other.
 * @throws Failure (unreachable) when there are too many
 */
export const jumpsTo = (to: Destination, me: LocalUser): Promise<readonly JumpHost[]> =>
	jumpsFrom({to, me, worker: to.name}, 0);

type Way = {
	readonly to: Destination;
	readonly me: LocalUser;
	/** Where the route leads: each hop's name would repeat all that come after it. */
	readonly worker: string;
};

const jumpsFrom = async ({to, me, worker}: Way, jumps: number): Promise<readonly JumpHost[]> => {
	const hops = to.address.proxyJump?.split(',').map(hop => hop.trim().replace(/^ssh:\/\//u, '')) ?? [];
	if (jumps + hops.length > maxJumps) throw tooMany(worker);
	const jumpHosts = await Promise.all(
		hops.map(async hop => {
			const name = `${hop} on the way to ${worker}`;
			return {hop, name, address: await resolveSsh({name, ssh: hop}, me)};
		}),
	);
	const [first] = jumpHosts;
	// As in ssh: its own config says how to reach the first; each of the others is reached through the previous one.
	return first === undefined
		? []
		: [...(await jumpsFrom({to: first, me, worker}, jumps + hops.length)), ...jumpHosts];
};

const tooMany = (name: string): Failure =>
	new Failure(`The route to ${name} has more than ${maxJumps} jump hosts.`, {
		kind: 'unreachable',
		hint: 'Check the ssh config for ProxyJump lines that form a loop.',
	});
