import type {Duplex} from 'node:stream';
import {setTimeout as pause} from 'node:timers/promises';
import {Failure} from '../model/failure.ts';
import {quote} from '../model/shell.ts';
import type {Worker} from '../model/worker.ts';
import {runScript} from './run-script.ts';
import {ownSocketScript, startServiceScript, usualSocketScript} from './socket-scripts.ts';
import type {Transport} from './transport.ts';

type Opener = () => Promise<Duplex>;

const readyMs = 6000;
const pauseMs = 40;

/** Returns how to open streams to Podman's API. @throws Failure (unreachable) where there is no Podman */
export const findPodmanSocket = async (
	transport: Transport,
	{name, socket}: Worker,
	signal: AbortSignal,
): Promise<Opener> => {
	if (socket !== undefined) {
		const open = await openerOf(transport, socket);
		if (open === undefined) throw deadSocket(name, socket);
		return open;
	}
	const usual = await runScript(transport, name, {script: usualSocketScript, signal});
	if (/^absent$/mu.test(usual.stdout)) throw noPodman(name);
	const path = pathIn(usual.stdout);
	const open = path === undefined ? undefined : await openerOf(transport, path);
	return open ?? ownService(transport, name, signal);
};

/** Takes up a service that an earlier connection has started, or starts one. */
const ownService = async (transport: Transport, name: string, signal: AbortSignal): Promise<Opener> => {
	const ask = (script: string) => runScript(transport, name, {script, signal});
	const own = await ask(ownSocketScript);
	const ours = pathIn(own.stdout);
	if (ours === undefined) throw notStarted(name, own.stderr);
	const standing = await openerOf(transport, ours);
	if (standing !== undefined) return standing;
	await ask(startServiceScript(ours));
	for (const end = Date.now() + readyMs; Date.now() < end; await pause(pauseMs, undefined, {signal})) {
		const open = await openerOf(transport, ours);
		if (open !== undefined) return open;
	}
	const log = quote([`${ours}.log`]);
	throw notStarted(name, (await ask(`tail -n 5 ${log}; rm -f ${log}`)).stdout);
};

/** A login shell may greet first. */
const pathIn = (text: string): string | undefined => /^socket (\/.+)$/mu.exec(text)?.[1];

/**
 * Undefined where nothing answers: over SSH every way of not being there looks alike, the channel does not open.
 * The stream that showed it is the first that is handed out.
 */
const openerOf = async (transport: Transport, path: string): Promise<Opener | undefined> => {
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

const deadSocket = (worker: string, socket: string): Failure =>
	new Failure(`Nothing answers at ${socket} on ${worker}.`, {
		kind: 'unreachable',
		hint: 'Mend socket: in the config file, or leave it out: the socket is then found by itself.',
	});

const noPodman = (worker: string): Failure =>
	new Failure(`Podman was not found on ${worker}.`, {
		kind: 'unreachable',
		hint: 'Install podman there, or put it into the PATH of non-interactive shells.',
	});

const notStarted = (worker: string, said: string): Failure => {
	const why = said.trim().split('\n').at(-1)?.trim() ?? '';
	return new Failure(`Podman's API could not be started on ${worker}${why === '' ? '' : `: ${why}`}.`, {
		kind: 'unreachable',
		hint: 'Try `podman info` and `podman system service` there; they tell why.',
	});
};
