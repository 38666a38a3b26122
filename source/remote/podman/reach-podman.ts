import type {Worker} from '../../model/worker.ts';
import {type PodmanApi, podmanApi} from './podman-api.ts';
import {findPodmanSocket, type PodmanRoute} from './podman-socket.ts';
import {probePodman} from './probe-podman.ts';
import type {WorkerProbe} from './probe-worker.ts';

/** A command for each stream takes a session, of which sshd allows ten, and scripts need some. */
const maxBridges = 4;

/** Podman's API, found and greeted. @throws Failure that tells why it does not answer */
export const reachPodman = async (
	probe: WorkerProbe,
	worker: Worker,
	signal: AbortSignal,
): Promise<{readonly api: PodmanApi; readonly bridge: PodmanRoute['bridge']}> => {
	const {open, bridge} = await findPodmanSocket(probe, worker, signal);
	const gone = new AbortController();
	void probe.transport.ended.then(why => gone.abort(why));
	const most = bridge === undefined ? {} : {most: maxBridges};
	const api = podmanApi(worker.name, open, {gone: gone.signal, ...most});
	try {
		await probePodman(api, worker.name, {signal});
		return {api, bridge};
	} catch (thrown) {
		api.close();
		throw thrown;
	}
};
