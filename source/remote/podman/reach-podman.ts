import type {Worker} from '../../model/worker.ts';
import {greetPodman} from './greet-podman.ts';
import type {Hello} from './hello.ts';
import {type PodmanApi, podmanApi} from './podman-api.ts';
import {findPodmanSocket, type PodmanWay} from './podman-socket.ts';

/** A command for each stream takes a session, of which sshd allows ten, and scripts need some. */
const mostBridges = 4;

/** Podman's API, found and greeted. @throws Failure that tells why it does not answer */
export const reachPodman = async (
	hello: Hello,
	worker: Worker,
	signal: AbortSignal,
): Promise<{readonly api: PodmanApi; readonly bridge: PodmanWay['bridge']}> => {
	const {open, bridge} = await findPodmanSocket(hello, worker, signal);
	const gone = new AbortController();
	void hello.transport.ended.then(why => gone.abort(why));
	const most = bridge === undefined ? {} : {most: mostBridges};
	const api = podmanApi(worker.name, open, {gone: gone.signal, ...most});
	try {
		await greetPodman(api, worker.name, {signal});
		return {api, bridge};
	} catch (thrown) {
		api.close();
		throw thrown;
	}
};
