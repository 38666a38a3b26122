import prettyBytes from 'pretty-bytes';
import {canPause, isWindows, isWindowsMethod, type SnapshotMethod, type SnapshotSource} from './snapshot.ts';
import {diskLines} from './windows-disks.ts';
import {hasQmp, noStopBecause} from './windows-stop.ts';

const spareBytes = 32 * 1024 * 1024;

/**
 * Bytes that a snapshot needs in the storage and for temporary files; the worker checks them again. A commit writes the
 * layer twice to temporary files before it reaches the storage; a staging container holds another copy.
 */
export const neededBytes = (
	method: SnapshotMethod,
	layerBytes: number,
): {readonly graph: number; readonly tmp: number} => {
	// The copy of the disk, the packed copy, the commit's temporary files and the image: the compression ratio is unknown.
	if (isWindowsMethod(method))
		return {
			graph: 2 * layerBytes + Math.min(64 * spareBytes, layerBytes + 8 * spareBytes),
			tmp: 3 * layerBytes,
		};
	return {
		graph: layerBytes * (method === 'staging' ? 2 : 1) + spareBytes,
		tmp: 2 * layerBytes + spareBytes,
	};
};

/** Whether the worker has enough disk space for the snapshot. */
export const hasDiskSpace = (method: SnapshotMethod, {diskSpace}: SnapshotSource): boolean => {
	const {graph, tmp} = neededBytes(method, diskSpace.layerBytes);
	// QEMU can write only next to the disk it sees; the copy is moved from there.
	if (method === 'live' && (diskSpace.storageFreeBytes ?? 0) < graph - diskSpace.layerBytes) return false;
	return diskSpace.sameFilesystem
		? diskSpace.graphFreeBytes >= graph + tmp
		: diskSpace.graphFreeBytes >= graph && diskSpace.tmpFreeBytes >= tmp;
};

/** Why the DevBox's own layer cannot be copied into a staging container, or undefined if it can. */
const noCopyBecause = ({devbox, diskSpace}: SnapshotSource): string | undefined => {
	if (devbox.layer.driver !== 'overlay' || devbox.layer.upperDir === undefined)
		return `the storage driver is ${devbox.layer.driver}`;
	if (devbox.layer.isIdMapped && devbox.layer.idMap === undefined)
		return 'Podman does not report how its user IDs are mapped';
	return diskSpace.hasGnuCp ? undefined : 'cp on the worker cannot copy everything that a layer can contain';
};

/** Why the method staging is not possible, or undefined if it is. */
export const noStagingBecause = (source: SnapshotSource): string | undefined => {
	if (source.facts.rootless) return 'Podman is rootless on the worker';
	return (
		noCopyBecause(source) ??
		(hasDiskSpace('staging', source) ? undefined : 'there is not enough disk space for a copy of its layer')
	);
};

/**
 * Why the DevBox itself cannot be committed, or undefined if it can. Podman stores mapped ids as the host sees them, so
 * without a copy the owners of all files would change.
 */
export const noDirectBecause = (source: SnapshotSource): string | undefined =>
	source.devbox.layer.isIdMapped
		? 'its user IDs are mapped, so a commit would change the owners of its files'
		: undefined;

/** The possible methods for a DevBox, the least disruptive first. */
export const possibleMethods = (source: SnapshotSource): readonly SnapshotMethod[] => {
	if (isWindows(source.devbox)) return windowsMethods(source);
	const methods: SnapshotMethod[] = [];
	if (canPause(source)) {
		if (noStagingBecause(source) === undefined) methods.push('staging');
		if (noDirectBecause(source) === undefined) methods.push('pause');
	}
	const isCopied = source.devbox.layer.isIdMapped;
	if (!source.devbox.autoRemove && (!isCopied || noCopyBecause(source) === undefined))
		methods.push('restart');
	return methods;
};

/** If neither is possible, returns the usual method, which is then refused with a hint. */
const windowsMethods = ({devbox}: SnapshotSource): readonly SnapshotMethod[] => {
	if (devbox.state === 'stopped') return ['off'];
	if (noStopBecause(devbox) === undefined) return ['stop', 'live'];
	return hasQmp(devbox) ? ['live'] : ['stop'];
};

/** The Windows disks, and for each file system that the snapshot writes to the needed and free space, in sentences. */
export const diskSpaceLines = (
	method: SnapshotMethod,
	{diskSpace, facts}: SnapshotSource,
): readonly string[] => {
	const {graph, tmp} = neededBytes(method, diskSpace.layerBytes);
	const line = (needed: number, free: number, place: string) =>
		`Needs ${prettyBytes(needed)} ${place} (${prettyBytes(free)} free).`;
	return [
		...(diskSpace.windows === undefined ? [] : diskLines(diskSpace.windows)),
		...(diskSpace.sameFilesystem
			? [line(graph + tmp, diskSpace.graphFreeBytes, `in ${facts.graphRoot}, including temporary files`)]
			: [
					line(graph, diskSpace.graphFreeBytes, `in ${facts.graphRoot}`),
					line(tmp, diskSpace.tmpFreeBytes, 'for temporary files'),
				]),
		...(method === 'live' && diskSpace.storageFreeBytes !== undefined
			? [
					line(
						graph - diskSpace.layerBytes,
						diskSpace.storageFreeBytes,
						'next to the Windows disk, for its copy',
					),
				]
			: []),
	];
};
