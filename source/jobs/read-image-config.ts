import * as z from 'zod/mini';
import type {DevboxDetail} from '../model/devbox.ts';
import type {ImageConfig} from '../model/image-config.ts';
import {quote} from '../model/shell.ts';
import type {WorkerFacts} from '../model/worker.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {parseLine} from './job-schemas.ts';

/** A configuration with its history takes some kilobytes; longer files are not read. */
const maxBytes = 1_000_000;

/**
 * The configuration of a DevBox's image. Podman's API reports neither ONBUILD nor SHELL, so these are read from Podman's
 * storage; if the file is not there (an additional image store), they count as empty.
 */
export const readImageConfig = async (
	remote: Remote,
	{devbox, facts}: {devbox: DevboxDetail; facts: WorkerFacts},
	options?: RunOptions,
): Promise<ImageConfig> => {
	const [{config}, kept] = await Promise.all([
		remote.inspectImage(devbox.imageId, options),
		remote.run(quote(['head', '-c', String(maxBytes), '--', configFile(devbox.imageId, facts)]), options),
	]);
	const {data} = keptConfig.safeParse(parseLine(kept.stdout));
	return data === undefined
		? config
		: {...config, onBuild: data.config.OnBuild ?? [], shell: data.config.Shell ?? []};
};

/** The storage names a file after its key in base64 where the key has a colon. */
const configFile = (imageId: string, {graphRoot, storageDriver}: WorkerFacts): string => {
	const id = imageId.replace(/^sha256:/u, '');
	const key = Buffer.from(`sha256:${id}`).toString('base64');
	return `${graphRoot}/${storageDriver}-images/${id}/=${key}`;
};

const texts = z._default(z.nullable(z.array(z.string())), []);
const keptConfig = z.object({config: z.object({OnBuild: texts, Shell: texts})});
