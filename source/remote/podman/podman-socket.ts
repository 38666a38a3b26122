import type {Duplex} from 'node:stream';
import {setTimeout as pause} from 'node:timers/promises';
import {quote, withArguments} from '../../model/shell.ts';
import type {Worker} from '../../model/worker.ts';
import {runScript} from '../shell/run-script.ts';
import type {Transport} from '../transport.ts';
import {type BridgeTool, findBridge, openBridge} from './bridge.ts';
import type {Hello} from './hello.ts';
import ownSocket from './own-socket.sh';
import {deadSocket, noPodman, notStarted} from './socket-failures.ts';
import startService from './start-service.sh';

/** How to open streams to Podman's API. */
export type PodmanWay = {
	readonly open: () => Promise<Duplex>;
	/** What carries them, where sshd does not forward sockets or may not open this one. */
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

/** Finds the API's socket, or starts a service. @throws Failure (unreachable) where there is no Podman */
export const findPodmanSocket = async (
	{transport, socket: usual, hasDocker}: Hello,
	{name, socket}: Worker,
	signal: AbortSignal,
): Promise<PodmanWay> => {
	const ask = (script: string) => runScript(transport, name, {script, signal});
	const asking = {transport, name, signal, ask};
	if (socket !== undefined) {
		const way = await wayTo(socket, asking);
		if (typeof way === 'object') return way;
		throw deadSocket(name, socket, way === 'closed');
	}
	if (usual === undefined) throw noPodman(name, hasDocker);
	const way = await wayTo(usual, asking);
	return typeof way === 'object' ? way : ownService(asking);
};

/** Takes up a service that an earlier connection has started, or starts one. */
const ownService = async (asking: Asking): Promise<PodmanWay> => {
	const {name, signal, ask} = asking;
	const own = await ask(ownSocket);
	const ours = /^socket (\/.+)$/mu.exec(own.stdout)?.[1];
	if (ours === undefined) throw notStarted(name, own.stderr);
	let way = await wayTo(ours, asking);
	if (typeof way === 'object') return way;
	await ask(withArguments([ours], startService));
	for (const end = Date.now() + readyMs; Date.now() < end; await pause(pauseMs, undefined, {signal})) {
		way = await wayTo(ours, asking);
		if (typeof way === 'object') return way;
	}
	const log = quote([`${ours}.log`]);
	const why = (await ask(`tail -n 5 ${log}; rm -f ${log}`)).stdout;
	throw way === 'closed' && why.trim() === '' ? deadSocket(name, ours, true) : notStarted(name, why);
};

/**
 * Over SSH every way of not being there looks alike, the channel does not open: a command on the worker then tells whether
 * there is a socket (`closed`), and whether it can carry it. Undefined where there is none.
 */
const wayTo = async (socket: string, {transport, ask}: Asking): Promise<PodmanWay | 'closed' | undefined> => {
	const forwarded = await openerOf(transport, socket);
	if (forwarded !== undefined) return {open: forwarded, bridge: undefined};
	const tool = await findBridge(ask, socket);
	if (tool === undefined || tool === 'closed') return tool;
	return {open: () => openBridge(transport, {tool, socket}), bridge: tool};
};

/** The stream that showed that it can be opened is the first that is handed out. */
const openerOf = async (transport: Transport, path: string): Promise<PodmanWay['open'] | undefined> => {
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
