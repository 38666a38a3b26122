import type {DevboxDetail} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import type {RootFolder} from '../model/root-folder.ts';
import {withArguments} from '../model/shell.ts';
import {type DiskSpace, isWindows} from '../model/snapshot.ts';
import type {WorkerFacts} from '../model/worker.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import diskSpace from '../worker/queries/disk-space.sh';
import {disksScripts, parseDisks} from './probe-disks.ts';

/** More bytes than any disk has. */
const maxBytes = 1e18;

/** Measures the disk space that a snapshot of this DevBox needs and the worker has. Read-only; large layers take a moment. */
export const probeDiskSpace = async (
	remote: Remote,
	{devbox, facts}: {devbox: DevboxDetail; facts: WorkerFacts},
	options?: RunOptions,
): Promise<DiskSpace> => {
	const {stdout} = await remote.run(probeScript(devbox, facts), options);
	const said = new Map(stdout.split('\n').map(line => [line.split(' ')[0], line.split(' ').slice(1)]));
	const numberOf = (key: string, at: number): number => {
		const found = Number(said.get(key)?.[at] ?? Number.NaN);
		if (Math.abs(found) <= maxBytes) return found;
		throw new Failure(`${remote.worker.name} did not report its free disk space.`, {
			hint: 'Check that `df` and `du` work on the worker.',
		});
	};
	const windows = isWindows(devbox) ? parseDisks(stdout) : undefined;
	const rootFolder = parseRootFolder(stdout);
	return {
		...(windows !== undefined && {windows}),
		layerBytes:
			windows?.refusal !== undefined
				? 0
				: Math.max(numberOf('layer', 0), said.has('apparent') ? numberOf('apparent', 0) : 0),
		graphFreeBytes: numberOf('graph', 1) * 1024,
		tmpFreeBytes: numberOf('tmp', 1) * 1024,
		sameFilesystem: said.get('graph')?.[0] === said.get('tmp')?.[0],
		...(said.has('storage') && {storageFreeBytes: numberOf('storage', 1) * 1024}),
		hasGnuCp: said.has('gnu-cp'),
		...(rootFolder !== undefined && {rootFolder}),
	};
};

/** Undefined where the worker could not measure it. */
const parseRootFolder = (text: string): RootFolder | undefined => {
	const of = (key: string) => new RegExp(`^${key} ([0-7]+) ([0-9]+:[0-9]+)$`, 'mu').exec(text);
	const [own, beneath] = [of('root'), of('beneath')];
	if (own === null || beneath === null) return;
	return {
		...{mode: own[1] ?? '', owner: own[2] ?? ''},
		...{imageMode: beneath[1] ?? '', imageOwner: beneath[2] ?? ''},
		attributes: [...text.matchAll(/^root-attributes (\S+)$/gmu)].map(([, name = '']) => name),
	};
};

const probeScript = (devbox: DevboxDetail, {graphRoot, rootless}: WorkerFacts): string => {
	const asOwner = rootless ? ['podman', 'unshare'] : [];
	const {upperDir, lowerDirs = ''} = devbox.layer;
	if (isWindows(devbox)) return withArguments([graphRoot, 'windows', devbox.id], ...disksScripts, diskSpace);
	const [beneath = ''] = lowerDirs.split(':');
	const layer = upperDir === undefined ? ['none'] : ['layer', upperDir, beneath, ...asOwner];
	return withArguments([graphRoot, ...layer], diskSpace);
};
