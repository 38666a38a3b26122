import type {Worker} from '../../model/worker.ts';
import {type PodmanApi, podmanApi} from './podman-api.ts';
import {findPodmanSocket, type PodmanRoute} from './podman-socket.ts';
import {probePodman} from './probe-podman.ts';
import type {WorkerProbe} from './probe-worker.ts';

/** Each bridge takes a session; sshd allows ten by default, and scripts need some too. */
const maxBridges = 4;

/** Finds and probes Podman's API. @throws Failure that says why it does not answer */
export const reachPodman = async (
	probe: WorkerProbe,
	worker: Worker,
	signal: AbortSignal,
): Promise<{readonly api: PodmanApi; readonly bridge: PodmanRoute['bridge']}> => {
	const {open, bridge} = await findPodmanSocket(probe, worker, signal);
	const gone = new AbortController();
	void probe.transport.ended.then(why => gone.abort(why));
	const limit = bridge === undefined ? {} : {max: maxBridges};
	const api = podmanApi(worker.name, open, {gone: gone.signal, ...limit});
	try {
		await probePodman(api, worker.name, {signal});
		return {api, bridge};
	} catch (thrown) {
		api.close();
		throw thrown;
	}
};
