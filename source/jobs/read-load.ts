import {withArguments} from '../model/shell.ts';
import {parseLoad, type WorkerLoad} from '../model/worker-load.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import workerLoad from '../worker/queries/worker-load.sh';

const pingMs = 5000;

/**
 * Reads how busy a worker is, and how long a round trip to it takes. Cheap, and never waits for Podman.
 * @param graphRoot where Podman keeps its layers; without it the disk is left out
 */
export const readLoad = async (
	remote: Remote,
	graphRoot: string | undefined,
	options: RunOptions,
): Promise<WorkerLoad> => {
	const {stdout} = await remote.run(withArguments([graphRoot ?? ''], workerLoad), options);
	const latencyMs = await latencyOf(remote);
	return {...parseLoad(stdout), ...(latencyMs !== undefined && {latencyMs})};
};

const latencyOf = async (remote: Remote): Promise<number | undefined> => {
	if (remote.worker.ssh === undefined) return undefined;
	const begun = performance.now();
	return (await remote.answers(pingMs)) ? performance.now() - begun : undefined;
};
