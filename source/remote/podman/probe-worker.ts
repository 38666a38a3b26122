import {quote} from '../../model/shell.ts';
import search from '../../worker/queries/podman-search.sh';
import type {RunResult} from '../remote.ts';
import {runAndKeep} from '../shell/spare-shell.ts';
import type {Transport} from '../transport.ts';
import probe from './probe-worker.sh';

/** What the first script on a connection finds. */
export type WorkerProbe = {
	/** The given transport, with Podman in the PATH of all its scripts, and a shell for the next one. */
	readonly transport: Transport;
	/** Podman's own socket, running or not; undefined without Podman. */
	readonly socket: string | undefined;
	/** Whether Docker is installed. */
	readonly hasDocker: boolean;
	/** What a script that ran behind the first one has printed. */
	readonly ahead?: {readonly script: string; readonly result: RunResult} | undefined;
};

/**
 * @param ahead a script that will be wanted in a moment, and saves a round trip here; it must not need Podman
 * @throws Failure when the worker does not run our commands
 */
export const probeWorker = async (
	transport: Transport,
	worker: string,
	{signal, ahead}: {readonly signal: AbortSignal; readonly ahead?: string | undefined},
): Promise<WorkerProbe> => {
	const script = `${search}\n${probe}`;
	const {stdout, ...said} = await runAndKeep(transport, worker, {script, ahead, signal});
	const folder = /^path (\/.+)$/mu.exec(stdout)?.[1];
	const preamble = folder === undefined ? transport.preamble : `PATH=$PATH:${quote([folder])}; export PATH\n`;
	return {
		transport: {...said.transport, preamble},
		socket: /^socket (\/.+)$/mu.exec(stdout)?.[1],
		hasDocker: /^docker$/mu.test(stdout),
		// Where it failed, the caller that needs it runs it again and gets the reason.
		ahead:
			ahead === undefined || said.ahead === undefined
				? undefined
				: {script: ahead, result: {code: 0, stdout: said.ahead, stderr: ''}},
	};
};
