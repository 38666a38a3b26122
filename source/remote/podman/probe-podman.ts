import {Failure} from '../../model/failure.ts';
import type {RunOptions} from '../remote.ts';
import {notPodman} from './api-failures.ts';
import type {PodmanApi} from './podman-api.ts';

/** Makes sure that the API is Podman's. @throws Failure (unreachable) that says what it is instead */
export const probePodman = async (api: PodmanApi, worker: string, options: RunOptions): Promise<void> => {
	const ping = async (path: string): Promise<boolean> =>
		(await api.text({path, what: 'identify itself as Podman'}, options)).trim() === 'OK';
	let isPodman = false;
	try {
		isPodman = await ping('/libpod/_ping');
	} catch (thrown) {
		if (!isNotFound(thrown)) throw thrown;
		if (await ping('/_ping').catch(() => false)) throw isDocker(worker, thrown);
	}
	if (!isPodman) throw notPodman(worker);
};

const isNotFound = (thrown: unknown): boolean =>
	thrown instanceof Failure && (thrown.cause as {statusCode?: number} | undefined)?.statusCode === 404;

const isDocker = (worker: string, cause: unknown): Failure =>
	new Failure(`The API on ${worker} is Docker's; Ingot needs Podman's.`, {
		kind: 'unreachable',
		hint: 'Install podman there. If its socket is not the default one, set socket: in the config file.',
		cause,
	});
