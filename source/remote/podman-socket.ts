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
	worker: Worker,
	signal: AbortSignal,
): Promise<Opener> => {
	const opener = (path: string) => () => transport.openSocket(path);
	const {name, socket} = worker;
	if (socket !== undefined) {
		if (await answers(opener(socket))) return opener(socket);
		throw deadSocket(name, socket);
	}
	const ask = async (script: string) => runScript(transport, name, {script, signal});
	const usual = await ask(usualSocketScript);
	if (/^absent$/mu.test(usual.stdout)) throw noPodman(name);
	const path = pathIn(usual.stdout);
	if (path !== undefined && (await answers(opener(path)))) return opener(path);
	const own = await ask(ownSocketScript);
	const ours = pathIn(own.stdout);
	if (ours === undefined) throw notStarted(name, own.stderr);
	if (await answers(opener(ours))) return opener(ours);
	await ask(startServiceScript(ours));
	for (const end = Date.now() + readyMs; Date.now() < end; await pause(pauseMs, undefined, {signal})) {
		if (await answers(opener(ours))) return opener(ours);
	}
	const log = quote([`${ours}.log`]);
	throw notStarted(name, (await ask(`tail -n 5 ${log}; rm -f ${log}`)).stdout);
};

/** A login shell may greet first. */
const pathIn = (text: string): string | undefined => /^socket (\/.+)$/mu.exec(text)?.[1];

/** Every way of not being there looks alike over SSH: the channel does not open. */
const answers = async (open: Opener): Promise<boolean> => {
	try {
		(await open()).destroy();
		return true;
	} catch {
		return false;
	}
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
