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
 * Connects to a worker with the transport that can reach it. Scripts run the same way over each of them.
 * @throws Failure (unreachable) that says why the worker cannot be reached
 */
export const openTransport = async (
	worker: Worker,
	deps: SshDeps,
	onNoise: LoginShell['onNoise'] = () => {},
): Promise<Transport> => {
	const below = worker.ssh === undefined ? localTransport(deps.me.login) : await overSsh(worker, deps);
	const queued = withinSessions({...below, preamble: podmanPath}, worker.name);
	return throughLoginShell(queued, {worker, onNoise});
};

const overSsh = async (worker: Worker, deps: SshDeps): Promise<Transport> => {
	const to = {name: worker.name, address: await (deps.address ?? resolveSsh(worker, deps.me))};
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

/** One transport for the whole route: if one host on it needs the system ssh, all use it. */
const choose = async (
	{transport}: Worker,
	hosts: readonly (Destination | JumpHost)[],
	deps: SshDeps,
): Promise<Choice> => {
	const choices = await Promise.all(
		hosts.map(async host => {
			const choice = chooseTransport(transport, await findSshCapabilities(host.address, deps));
			return 'hop' in host && choice.why !== undefined && transport !== 'ssh2' && transport !== 'system'
				? {...choice, why: `${host.hop}: ${choice.why}`}
				: choice;
		}),
	);
	return choices.find(each => each.transport === 'system') ?? choices.at(-1) ?? {transport: 'ssh2'};
};
