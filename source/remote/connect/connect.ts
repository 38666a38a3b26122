import type {Worker} from '../../model/worker.ts';
import {probeWorker} from '../podman/probe-worker.ts';
import type {Remote} from '../remote.ts';
import type {SshDeps} from '../ssh2/ssh-client.ts';
import {givenUp} from '../ssh2/ssh-failures.ts';
import {openTransport} from './open-transport.ts';

/**
 * `ahead`: the script of a list that will be wanted at once; it must not need Podman. With it, Podman's lists are requested, too. A
 * caller that asks for them within three seconds gets what was read while the connection was made.
 */
type ConnectDeps = SshDeps & {readonly ahead?: string};

/**
 * Connects to a worker: one connection that carries commands, API requests and the event stream.
 * @throws Failure (unreachable) with the reason and the next step
 */
export const connect = async (worker: Worker, deps: ConnectDeps): Promise<Remote> => {
	// What talks to Podman loads while the worker checks the key.
	const load = () => import('../podman/remote-over.ts');
	const transport = await openTransport(worker, {...deps, onHandshake: () => void load()});
	try {
		const {signal} = deps;
		const early = import('../podman/reach-podman.ts').then(({reachEarly}) =>
			reachEarly(transport, worker, {signal, withLists: deps.ahead !== undefined}),
		);
		const probe = await probeWorker(transport, worker.name, {signal, ahead: deps.ahead});
		const {remoteOver} = await load();
		return await remoteOver(probe, worker, {signal, early});
	} catch (thrown) {
		transport.close();
		throw deps.signal.aborted ? givenUp(worker.name) : thrown;
	}
};
