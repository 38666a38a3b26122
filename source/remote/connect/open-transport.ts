import type {Worker} from '../../model/worker.ts';
import podmanPath from '../../worker/queries/podman-path.sh';
import {type Destination, type JumpHost, jumpsTo} from '../config/jump-hosts.ts';
import {resolveSsh} from '../config/resolve-ssh.ts';
import {withinSessions} from '../sessions/sessions.ts';
import {type LoginShell, throughLoginShell} from '../shell/login-shell.ts';
import type {SshDeps} from '../ssh2/ssh-client.ts';
import {sshTransport} from '../ssh2/ssh-transport.ts';
import {systemTransport} from '../system/system-transport.ts';
import type {Transport} from '../transport.ts';
import {type Choice, chooseTransport} from './choose-transport.ts';
import {findSshCapabilities} from './find-ssh-capabilities.ts';
import {localTransport} from './local-transport.ts';

/**
 * One connection to a worker, by what can reach it, whose scripts run alike everywhere.
 * @throws Failure (unreachable) that tells why it cannot be reached
 */
export const openTransport = async (
	worker: Worker,
	deps: SshDeps,
	onNoise: LoginShell['onNoise'] = () => {},
): Promise<Transport> => {
	const below = worker.ssh === undefined ? localTransport(deps.me.login) : await overSsh(worker, deps);
	const inLine = withinSessions({...below, preamble: podmanPath}, worker.name);
	return throughLoginShell(inLine, {worker, onNoise});
};

const overSsh = async (worker: Worker, deps: SshDeps): Promise<Transport> => {
	const to = {name: worker.name, address: await resolveSsh(worker, deps.me)};
	const jumps = await jumpsTo(to, deps.me);
	const {transport, why} = await choose(worker, [...jumps, to], deps);
	const words = transport === 'ssh2' ? 'built-in SSH' : 'system ssh';
	const facts = {
		description: why === undefined ? words : `${words} (${why})`,
		user: to.address.user,
		preamble: '',
	};
	if (transport === 'ssh2') return {...(await sshTransport(jumps, to, deps)), ...facts};
	return {...(await systemTransport({worker, jumps, to}, deps)), ...facts};
};

/** One for the whole way: what one host on it needs, all have. */
const choose = async (
	{transport}: Worker,
	stops: readonly (Destination | JumpHost)[],
	deps: SshDeps,
): Promise<Choice> => {
	const choices = await Promise.all(
		stops.map(async stop => {
			const choice = chooseTransport(transport, await findSshCapabilities(stop.address, deps));
			return 'hop' in stop && choice.why !== undefined && transport !== 'ssh2' && transport !== 'system'
				? {...choice, why: `${stop.hop}: ${choice.why}`}
				: choice;
		}),
	);
	return choices.find(each => each.transport === 'system') ?? choices.at(-1) ?? {transport: 'ssh2'};
};
