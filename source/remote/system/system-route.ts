import type {Worker} from '../../model/worker.ts';
import {expandHome} from '../../ssh-config/expand-home.ts';
import type {Destination, JumpHost} from '../config/jump-hosts.ts';
import type {LocalUser} from '../config/resolve-ssh.ts';
import {parseTarget, targetArgs} from '../config/ssh-target.ts';
import {isListening} from '../is-listening.ts';
import {holdJumpHost} from '../ssh2/hold-jump-host.ts';
import type {Held} from '../ssh2/shared-connections.ts';
import type {SshDeps} from '../ssh2/ssh-client.ts';
import {type Opening, openMaster} from './open-master.ts';
import {joinMaster, type Master} from './ssh-master.ts';

type Going = {readonly worker: Worker; readonly jumps: readonly JumpHost[]; readonly to: Destination};

/** Opens a connection to a worker, through its jump hosts. */
export const masterTo = ({worker, jumps, to}: Going, deps: SshDeps): Promise<Master> =>
	master({jumps, to, target: wordsFor(worker, deps.me)}, deps);

type Route = Omit<Opening, 'via'> & {readonly jumps: readonly JumpHost[]};

/** Reuses a connection that the user has open; otherwise opens one, which closes its route when it ends. */
const master = async ({jumps, to, target}: Route, deps: SshDeps): Promise<Master> => {
	const {controlPath} = to.address;
	if (controlPath !== undefined && (await isListening(controlPath))) return joinMaster(controlPath);
	const held = await holdLast(jumps, deps);
	try {
		const made = await openMaster({to, target, via: held && viaOf(held.client, jumps, to)}, deps);
		if (held !== undefined) made.once('close', held.release);
		return made;
	} catch (thrown) {
		held?.release();
		throw thrown;
	}
};

/** The connection to the last jump host; all workers behind it share it. */
const holdLast = async (jumps: readonly JumpHost[], deps: SshDeps): Promise<Held<Master> | undefined> => {
	const last = jumps.at(-1);
	if (last === undefined) return undefined;
	const route = `system ssh: ${jumps.map(each => each.hop).join(',')}`;
	const going = {jumps: jumps.slice(0, -1), to: last, target: wordsFor({ssh: last.hop}, deps.me)};
	const connect = (signal: AbortSignal) => master(going, {...deps, signal});
	return holdJumpHost({to: last, route, connect}, deps);
};

const viaOf = (client: Master, jumps: readonly JumpHost[], {address}: Destination): Opening['via'] => ({
	hop: jumps.at(-1)?.hop ?? '',
	argv: client.through('-W', `[${address.host}]:${address.port}`, 'master'),
});

const wordsFor = (
	{ssh, identityFile}: Pick<Worker, 'ssh' | 'identityFile'>,
	me: LocalUser,
): readonly string[] => [
	...(identityFile === undefined
		? []
		: ['-i', expandHome(identityFile, me.home), '-o', 'IdentitiesOnly=yes']),
	...targetArgs(parseTarget(ssh ?? ''), me),
];
