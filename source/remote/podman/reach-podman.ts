import type {Worker} from '../../model/worker.ts';
import {connectionLost} from '../connection-failures.ts';
import type {Transport} from '../transport.ts';
import {containersCall, imagesCall} from './list-calls.ts';
import {type PodmanApi, podmanApi} from './podman-api.ts';
import {findPodmanSocket, type PodmanRoute} from './podman-socket.ts';
import {probePodman} from './probe-podman.ts';
import type {WorkerProbe} from './probe-worker.ts';

/** Each bridge takes a session; sshd allows ten by default, and scripts need some too. */
const maxBridges = 4;

/** The DevBoxes and the images are listed at once. */
const earlyStreams = 2;

/** As in probe-worker.sh. */
const rootSocket = '/run/podman/podman.sock';

/** Finds and probes Podman's API. @throws Failure that says why it does not answer */
export const reachPodman = async (
	probe: WorkerProbe,
	worker: Worker,
	signal: AbortSignal,
): Promise<{readonly api: PodmanApi; readonly bridge: PodmanRoute['bridge']}> => {
	const route = await findPodmanSocket(probe, worker, signal);
	return {api: await apiOver(route, {transport: probe.transport, worker, signal}), bridge: route.bridge};
};

type On = {readonly transport: Transport; readonly worker: Worker; readonly signal: AbortSignal};

const apiOver = async ({open, bridge}: PodmanRoute, {transport, worker, signal}: On): Promise<PodmanApi> => {
	const gone = new AbortController();
	// Without a reason where this side has closed it, because the worker was silent.
	void transport.ended.then(why => gone.abort(why ?? connectionLost(worker.name, undefined)));
	const limit = bridge === undefined ? {} : {max: maxBridges};
	const api = podmanApi(worker.name, open, {gone: gone.signal, ...limit});
	try {
		await probePodman(api, worker.name, {signal});
		return api;
	} catch (thrown) {
		api.close();
		throw thrown;
	}
};

/** Podman's API before the worker has said where its socket is. */
export type EarlyApi = {readonly socket: string; readonly api: PodmanApi; readonly close: () => void};

/**
 * Opens Podman's API while the worker is asked where its socket is: the config may say so, and that of root is always in the
 * same place, and the lists may be requested at once. On a slow line that saves three round trips.
 * @returns undefined where that is not known, or does not answer
 */
export const reachEarly = async (
	transport: Transport,
	worker: Worker,
	{signal, withLists}: {readonly signal: AbortSignal; readonly withLists: boolean},
): Promise<EarlyApi | undefined> => {
	const isRoot = transport.user === 'root' && worker.sudo !== true;
	const socket = worker.socket ?? (isRoot ? rootSocket : undefined);
	if (socket === undefined) return undefined;
	const opening = Array.from({length: earlyStreams}, () => transport.openSocket(socket));
	const ready = (await Promise.allSettled(opening)).flatMap(each =>
		each.status === 'fulfilled' ? [each.value] : [],
	);
	const drop = () => {
		// A server that speaks with one at a time would wait for them.
		for (const stream of ready.splice(0)) stream.destroy();
	};
	if (ready.length === 0) return undefined;
	const open = async () => ready.shift() ?? transport.openSocket(socket);
	try {
		const api = await apiOver({open, bridge: undefined}, {transport, worker, signal});
		if (withLists) for (const call of [containersCall, imagesCall]) api.ahead(call);
		const close = () => {
			api.close();
			drop();
		};
		return {socket, api, close};
	} catch {
		drop();
		return undefined;
	}
};
