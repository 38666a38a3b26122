import {Failure} from '../../model/failure.ts';
import {type LocalUser, resolveSsh, type SshAddress} from './resolve-ssh.ts';

/** Where a connection goes: a worker, or a jump host on the way to one. */
export type Destination = {readonly name: string; readonly address: SshAddress};
/** @param hop as the ssh config names it */
export type JumpHost = Destination & {readonly hop: string};

/** A config that jumps in a circle would go on for ever. */
const maxJumps = 8;

/** All jump hosts in order. Known before the first is contacted, so two ways never wait for each other. */
export const jumpsTo = async (to: Destination, me: LocalUser, jumps = 0): Promise<readonly JumpHost[]> => {
	const hops = to.address.proxyJump?.split(',').map(hop => hop.trim().replace(/^ssh:\/\//u, '')) ?? [];
	if (jumps + hops.length > maxJumps) throw tooMany(to.name);
	const stops = await Promise.all(
		hops.map(async hop => {
			const name = `${hop} on the way to ${to.name}`;
			return {hop, name, address: await resolveSsh({name, ssh: hop}, me)};
		}),
	);
	const [first] = stops;
	// As ssh has it: the first is reached as its own config says, each other one through the one before.
	return first === undefined ? [] : [...(await jumpsTo(first, me, jumps + hops.length)), ...stops];
};

const tooMany = (name: string): Failure =>
	new Failure(`The way to ${name} has more than ${maxJumps} jump hosts.`, {
		kind: 'unreachable',
		hint: 'Look for a ProxyJump that leads in a circle in the ssh config.',
	});
