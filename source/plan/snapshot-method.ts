import {Failure} from '../model/failure.ts';
import type {SnapshotMethod, SnapshotSource} from '../model/snapshot.ts';

export type ChosenMethod = {
	readonly method: SnapshotMethod;
	/** One sentence, for the summary. */
	readonly because: string;
};

const spareBytes = 32 * 1024 * 1024;

/**
 * Bytes that a snapshot needs where layers lie and where temporary files lie; the worker checks the same again. A commit
 * has the layer twice among its temporary files before it is in the storage; the twin holds a copy besides.
 */
export const neededBytes = (
	method: SnapshotMethod,
	layerBytes: number,
): {readonly graph: number; readonly tmp: number} => ({
	graph: layerBytes * (method === 'twin' ? 2 : 1) + spareBytes,
	tmp: 2 * layerBytes + spareBytes,
});

/** True when the worker has room for the snapshot. */
export const hasRoom = (method: SnapshotMethod, {room}: SnapshotSource): boolean => {
	const {graph, tmp} = neededBytes(method, room.layerBytes);
	return room.sameFilesystem
		? room.graphFreeBytes >= graph + tmp
		: room.graphFreeBytes >= graph && room.tmpFreeBytes >= tmp;
};

/** Why the DevBox's layer cannot be copied into a twin, or undefined when it can. */
const noTwinBecause = (source: SnapshotSource): string | undefined => {
	const {devbox, facts, room} = source;
	if (devbox.layer.driver !== 'overlay' || devbox.layer.upperDir === undefined)
		return `the storage driver is ${devbox.layer.driver}`;
	if (facts.rootless) return 'Podman is rootless there';
	if (devbox.layer.isIdMapped) return 'its user ids are mapped';
	if (!room.hasGnuCp) return 'cp there cannot copy everything a layer holds';
	if (!hasRoom('twin', source)) return 'there is no room for a copy of its layer';
	return undefined;
};

/**
 * The method that freezes the DevBox least among those that are possible.
 * @throws Failure (refused) when the one that was asked for, or any, is impossible
 */
export const chooseMethod = (source: SnapshotSource, wanted: SnapshotMethod | 'auto'): ChosenMethod => {
	const {facts} = source;
	if (facts.rootless && facts.cgroupVersion === 'v1') {
		throw new Failure(`Podman cannot pause a DevBox on ${source.worker.name}: it is rootless on cgroup v1.`, {
			kind: 'refused',
			hint: 'Boot that machine with cgroup v2, or run the DevBox as root.',
		});
	}
	const why = noTwinBecause(source);
	if (wanted === 'twin' && why !== undefined) {
		throw new Failure(`The method twin is not possible: ${why}.`, {
			kind: 'refused',
			hint: 'Leave --method out.',
		});
	}
	if (wanted === 'pause')
		return {method: 'pause', because: 'It stays frozen until the commit has ended, as asked.'};
	return why === undefined
		? {method: 'twin', because: 'It is frozen only while its own layer is copied, seconds at most.'}
		: {method: 'pause', because: `It stays frozen until the commit has ended: ${why}.`};
};
