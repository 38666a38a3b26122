import {quote} from '../../model/shell.ts';
import {parseWindowsHost} from '../../model/windows-host.ts';
import type {WorkerFacts} from '../../model/worker.ts';
import windowsHost from '../../worker/queries/windows-host.sh';
import type {RunOptions} from '../remote.ts';
import {runScript} from '../shell/run-script.ts';
import type {Transport} from '../transport.ts';
import {checked} from './checked.ts';
import type {PodmanApi} from './podman-api.ts';
import {podmanInfo} from './podman-schemas.ts';
import {toFacts} from './to-image.ts';

/** Facts about the worker: one request to Podman, one to its disk. */
export const readFacts = async (
	{transport, api}: {readonly transport: Transport; readonly api: PodmanApi},
	worker: string,
	options?: RunOptions,
): Promise<WorkerFacts> => {
	const call = {path: '/v4.0.0/libpod/info', what: 'describe itself'};
	const info = checked(worker, podmanInfo, await api.get(call, options));
	const script = `${windowsHost}\n${quote(['df', '-Pk', '--', info.store.graphRoot])}`;
	const {stdout} = await runScript(transport, worker, {script, ...options});
	return {
		...toFacts(info, freeBytesOf(stdout)),
		windows: parseWindowsHost(stdout),
		transport: transport.description,
	};
};

/** The column before `12%` in the last line: the device name at its start may contain spaces. */
export const freeBytesOf = (df: string): number | undefined => {
	const free = /\s(\d{1,15})\s+\d+%\s+\//u.exec(df.trim().split('\n').at(-1) ?? '')?.[1];
	return free === undefined ? undefined : Number(free) * 1024;
};
