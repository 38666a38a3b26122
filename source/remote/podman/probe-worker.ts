import {quote} from '../../model/shell.ts';
import search from '../../worker/queries/podman-search.sh';
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
};

/** @throws Failure when the worker does not run our commands */
export const probeWorker = async (
	transport: Transport,
	worker: string,
	signal: AbortSignal,
): Promise<WorkerProbe> => {
	const script = `${search}\n${probe}`;
	const {stdout, transport: kept} = await runAndKeep(transport, worker, {script, signal});
	const folder = /^path (\/.+)$/mu.exec(stdout)?.[1];
	const preamble = folder === undefined ? transport.preamble : `PATH=$PATH:${quote([folder])}; export PATH\n`;
	return {
		transport: {...kept, preamble},
		socket: /^socket (\/.+)$/mu.exec(stdout)?.[1],
		hasDocker: /^docker$/mu.test(stdout),
	};
};
