import type {Duplex} from 'node:stream';
import {setTimeout as pause} from 'node:timers/promises';
import {quote, withArguments} from '../../model/shell.ts';
import type {Worker} from '../../model/worker.ts';
import {runScript} from '../shell/run-script.ts';
import type {Transport} from '../transport.ts';
import {type BridgeTool, findBridge, openBridge} from './bridge.ts';
import ownSocket from './own-socket.sh';
import type {WorkerProbe} from './probe-worker.ts';
import {deadSocket, noPodman, notStarted} from './socket-failures.ts';
import startService from './start-service.sh';

/** How to open streams to Podman's API. */
export type PodmanRoute = {
	readonly open: () => Promise<Duplex>;
	/** The command that carries them when sshd does not forward sockets or may not open this one. */
	readonly bridge: BridgeTool | undefined;
};

type Asking = {
	readonly transport: Transport;
	readonly name: string;
	readonly signal: AbortSignal;
	readonly ask: (script: string) => ReturnType<typeof runScript>;
};

const readyMs = 6000;
const pauseMs = 40;

/** Finds the API's socket, or starts a service. @throws Failure (unreachable) without Podman */
export const findPodmanSocket = async (
	{transport, socket: usual, hasDocker}: WorkerProbe,
	{name, socket}: Worker,
	signal: AbortSignal,
): Promise<PodmanRoute> => {
	const ask = (script: string) => runScript(transport, name, {script, signal});
	const asking = {transport, name, signal, ask};
	if (socket !== undefined) {
		const route = await routeTo(socket, asking);
		if (typeof route === 'object') return route;
		throw deadSocket(name, socket, route === 'closed');
	}
	if (usual === undefined) throw noPodman(name, hasDocker);
	const route = await routeTo(usual, asking);
	return typeof route === 'object' ? route : ownService(asking);
};

/** Reuses a service that an earlier connection started, or starts one. */
const ownService = async (asking: Asking): Promise<PodmanRoute> => {
	const {name, signal, ask} = asking;
	const own = await ask(ownSocket);
	const ours = /^socket (\/.+)$/mu.exec(own.stdout)?.[1];
	if (ours === undefined) throw notStarted(name, own.stderr);
	let route = await routeTo(ours, asking);
	if (typeof route === 'object') return route;
	await ask(withArguments([ours], startService));
	for (const end = Date.now() + readyMs; Date.now() < end; await pause(pauseMs, undefined, {signal})) {
		route = await routeTo(ours, asking);
		if (typeof route === 'object') return route;
	}
	const log = quote([`${ours}.log`]);
	const why = (await ask(`tail -n 5 ${log}; rm -f ${log}`)).stdout;
	throw route === 'closed' && why.trim() === '' ? deadSocket(name, ours, true) : notStarted(name, why);
};

/**
 * Over SSH every missing socket looks the same: the channel does not open. A command on the worker then checks whether
 * the socket exists (`closed`), and whether the command can carry it. @returns undefined when there is no socket
 */
const routeTo = async (
	socket: string,
	{transport, ask}: Asking,
): Promise<PodmanRoute | 'closed' | undefined> => {
	const forwarded = await openerOf(transport, socket);
	if (forwarded !== undefined) return {open: forwarded, bridge: undefined};
	const tool = await findBridge(ask, socket);
	if (tool === undefined || tool === 'closed') return tool;
	return {open: () => openBridge(transport, {tool, socket}), bridge: tool};
};

/** The stream of the test is the first one that is returned. */
const openerOf = async (transport: Transport, path: string): Promise<PodmanRoute['open'] | undefined> => {
	let ready: Duplex | undefined;
	try {
		ready = await transport.openSocket(path);
	} catch {
		return undefined;
	}
	return async () => {
		const first = ready;
		ready = undefined;
		return first ?? transport.openSocket(path);
	};
};
