import {randomUUID} from 'node:crypto';
import type {Duplex} from 'node:stream';
import {quote, withArguments} from '../../model/shell.ts';
import {ExecutionStream} from '../shell/execution-stream.ts';
import {openShell, wholeScript} from '../shell/open-shell.ts';
import {untilMark} from '../shell/until-mark.ts';
import {socketLike} from '../socket-like.ts';
import type {Execution, Transport} from '../transport.ts';
import findBridgeScript from './find-bridge.sh';

/** Commands that can carry a socket, in order of preference. */
const tools = ['podman', 'socat', 'nc'] as const;
export type BridgeTool = (typeof tools)[number];

const commandOf = (tool: BridgeTool, socket: string): string => {
	switch (tool) {
		case 'podman':
			return quote(['podman', '--url', `unix://${socket}`, 'system', 'dial-stdio']);
		case 'socat':
			return quote(['socat', '-', `UNIX-CONNECT:${socket}`]);
		case 'nc':
			return quote(['nc', '-U', socket]);
	}
};

const timeoutMs = 15_000;

/** @param ask runs a script */
export const findBridge = async (
	ask: (script: string) => Promise<{readonly stdout: string}>,
	socket: string,
): Promise<BridgeTool | 'closed' | undefined> => {
	const said = (await ask(withArguments([socket], findBridgeScript))).stdout.trim();
	return said === 'closed' ? said : tools.find(tool => said === `bridge ${tool}`);
};

/** A stream to a socket through a command on the worker, for when sshd does not forward sockets or may not open this one. */
export const openBridge = async (
	transport: Transport,
	{tool, socket}: {readonly tool: BridgeTool; readonly socket: string},
): Promise<Duplex> => {
	const mark = randomUUID();
	let stream: ReturnType<typeof bridgeOver> | undefined;
	const execution = await openShell(transport, {
		signal: AbortSignal.timeout(timeoutMs),
		isLong: true,
		yieldSession: () => stream?.closeIfIdle() ?? false,
	});
	// A shell may read ahead, so data for the socket is sent only after the shell has read the whole script.
	execution.stdin.write(wholeScript(transport, `echo ${mark}; exec ${commandOf(tool, socket)}`));
	const {end} = await untilMark(execution.stdout, mark, {maxBytes: 4096, timeoutMs});
	stream = bridgeOver(execution);
	if (end === 'found') return stream;
	stream.destroy();
	throw new Error(`${tool} did not start`);
};

const bridgeOver = (execution: Execution) => socketLike(new ExecutionStream(execution));
