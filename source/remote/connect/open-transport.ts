import type {Worker} from '../../model/worker.ts';
import podmanPath from '../../worker/queries/podman-path.sh';
import {resolveSsh} from '../config/resolve-ssh.ts';
import {type Destination, jumpsTo, type Stop} from '../config/route.ts';
import {withinSessions} from '../sessions/sessions.ts';
import {type LoginShell, throughLoginShell} from '../shell/login-shell.ts';
import type {SshWorld} from '../ssh2/ssh-client.ts';
import {sshTransport} from '../ssh2/ssh-transport.ts';
import {systemTransport} from '../system/system-transport.ts';
import type {Transport} from '../transport.ts';
import {type Choice, chooseTransport} from './choose-transport.ts';
import {findMeans} from './find-means.ts';
import {localTransport} from './local-transport.ts';

/**
 * One connection to a worker, by what can reach it, whose scripts run alike everywhere.
 * @throws Failure (unreachable) that tells why it cannot be reached
 */
export const openTransport = async (
	worker: Worker,
	world: SshWorld,
	onNoise: LoginShell['onNoise'] = () => {},
): Promise<Transport> => {
	const below = worker.ssh === undefined ? localTransport(world.me.login) : await overSsh(worker, world);
	const inLine = withinSessions({...below, preamble: podmanPath}, worker.name);
	return throughLoginShell(inLine, {worker, onNoise});
};

const overSsh = async (worker: Worker, world: SshWorld): Promise<Transport> => {
	const to = {name: worker.name, address: await resolveSsh(worker, world.me)};
	const jumps = await jumpsTo(to, world.me);
	const {transport, why} = await choose(worker, [...jumps, to], world);
	const words = transport === 'ssh2' ? 'ssh2' : 'system ssh';
	const facts = {way: why === undefined ? words : `${words} (${why})`, user: to.address.user, preamble: ''};
	if (transport === 'ssh2') return {...(await sshTransport(jumps, to, world)), ...facts};
	return {...(await systemTransport({worker, jumps, to}, world)), ...facts};
};

/** One for the whole way: what one host on it needs, all have. */
const choose = async (
	{transport}: Worker,
	stops: readonly (Destination | Stop)[],
	world: SshWorld,
): Promise<Choice> => {
	const choices = await Promise.all(
		stops.map(async stop => {
			const choice = chooseTransport(transport, await findMeans(stop.address, world));
			return 'hop' in stop && choice.why !== undefined && transport !== 'ssh2' && transport !== 'system'
				? {...choice, why: `${stop.hop}: ${choice.why}`}
				: choice;
		}),
	);
	return choices.find(each => each.transport === 'system') ?? choices.at(-1) ?? {transport: 'ssh2'};
};
