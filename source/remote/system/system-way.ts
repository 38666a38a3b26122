import type {Worker} from '../../model/worker.ts';
import {expandHome} from '../../ssh-config/expand-home.ts';
import type {LocalUser} from '../config/resolve-ssh.ts';
import type {Destination, Stop} from '../config/route.ts';
import {parseTarget, targetArgs} from '../config/ssh-target.ts';
import {isListening} from '../is-listening.ts';
import type {Held} from '../ssh2/shared-ways.ts';
import type {SshWorld} from '../ssh2/ssh-client.ts';
import {type Leading, leadMaster} from './lead-master.ts';
import {joinMaster, type Master} from './ssh-master.ts';

type Going = {readonly worker: Worker; readonly jumps: readonly Stop[]; readonly to: Destination};

/** A connection to a worker, through its jump hosts. */
export const masterTo = ({worker, jumps, to}: Going, world: SshWorld): Promise<Master> =>
	master({jumps, to, target: wordsFor(worker, world.me)}, world);

type Way = Omit<Leading, 'via'> & {readonly jumps: readonly Stop[]};

/** One that the person has open already is taken; else ours, and it takes its way along when it ends. */
const master = async ({jumps, to, target}: Way, world: SshWorld): Promise<Master> => {
	const {controlPath} = to.address;
	if (controlPath !== undefined && (await isListening(controlPath))) return joinMaster(controlPath);
	const held = await holdLast(jumps, world);
	try {
		const made = await leadMaster({to, target, via: held && viaOf(held.client, jumps, to)}, world);
		if (held !== undefined) made.once('close', held.release);
		return made;
	} catch (thrown) {
		held?.release();
		throw thrown;
	}
};

/** The connection to the last jump host; all workers behind it share it. */
const holdLast = async (jumps: readonly Stop[], world: SshWorld): Promise<Held<Master> | undefined> => {
	const last = jumps.at(-1);
	if (last === undefined) return undefined;
	const name = `system ssh: ${jumps.map(each => each.hop).join(',')}`;
	return world.shared.hold(name, () =>
		master({jumps: jumps.slice(0, -1), to: last, target: wordsFor({ssh: last.hop}, world.me)}, world),
	);
};

const viaOf = (client: Master, jumps: readonly Stop[], {address}: Destination): Leading['via'] => ({
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
