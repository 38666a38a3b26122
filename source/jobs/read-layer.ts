import {promisify} from 'node:util';
import {gunzip} from 'node:zlib';
import {Failure} from '../model/failure.ts';
import type {LayerRecord} from '../model/layer-record.ts';
import {parseLayer} from '../model/layer-records.ts';
import {quote, withArguments} from '../model/shell.ts';
import {isWindows, type SnapshotSource} from '../model/snapshot.ts';
import type {Remote} from '../remote/remote.ts';
import layerBeneath from '../worker/queries/layer-beneath.sh';
import layerContent from '../worker/queries/layer-content.sh';
import layerStat from '../worker/queries/layer-stat.sh';

/** A layer of millions of files on a slow disk; most take a second. */
const timeoutMs = 120_000;
/** More than the records of ten million files. */
const maxBytes = 512 * 1024 * 1024;

/**
 * What a Linux DevBox's own layer holds: what its image will have beyond the DevBox's image. Only reads; a layer of 100,000
 * files takes about a second. A folder comes before what it contains; deleted paths come last.
 * @throws Failure (refused) for Windows, whose disk cannot be looked into
 */
export const readLayer = async (
	remote: Remote,
	{devbox, facts}: Pick<SnapshotSource, 'devbox' | 'facts'>,
	{signal}: {readonly signal?: AbortSignal | undefined} = {},
): Promise<readonly LayerRecord[]> => {
	if (isWindows(devbox))
		throw new Failure(`${devbox.name} runs Windows: Ingot cannot look into its disk.`, {
			kind: 'refused',
			hint: 'The image gets the whole disk.',
		});
	const {upperDir, lowerDirs = ''} = devbox.layer;
	if (upperDir === undefined)
		throw new Failure(
			`The layer of ${devbox.name} cannot be listed: the storage driver ${devbox.layer.driver} has no folder for it.`,
			{hint: 'Use the storage driver overlay on the worker.'},
		);
	const argv = [upperDir, lowerDirs, layerStat, layerBeneath];
	// Files of other users of a rootless DevBox can be read only in Podman's user namespace.
	const script = facts.rootless
		? quote(['podman', 'unshare', 'sh', '-c', layerContent, 'sh', ...argv])
		: withArguments(argv, layerContent);
	const {stdout, stderr} = await remote.run(script, {timeoutMs, ...(signal && {signal})});
	const records = parseLayer(await unpack(stdout));
	if (records !== undefined) return records;
	throw new Failure(`The files of ${devbox.name} could not be listed on ${remote.worker.name}.`, {
		hint: stderr.trim().split('\n', 1)[0] || 'Check that it still exists: ingot devboxes.',
	});
};

const unpack = async (stdout: string): Promise<Uint8Array> => {
	const at = stdout.indexOf('\n');
	const bytes = Buffer.from(stdout.slice(at + 1), 'base64');
	if (stdout.slice(0, at) !== 'gzip') return bytes;
	try {
		return await promisify(gunzip)(bytes, {maxOutputLength: maxBytes});
	} catch {
		return new Uint8Array();
	}
};
