import prettyBytes from 'pretty-bytes';
import type {SnapshotMethod, SnapshotSource} from '../model/snapshot.ts';
import {neededBytes} from '../model/snapshot-methods.ts';
import {diskLines} from '../model/windows-disks.ts';

/** The disks of a Windows, and what a snapshot needs against what is free, a sentence for each filesystem that it writes to. */
export const roomLines = (method: SnapshotMethod, {room, facts}: SnapshotSource): readonly string[] => {
	const {graph, tmp} = neededBytes(method, room.layerBytes);
	const line = (needed: number, free: number, place: string) =>
		`Room: ${prettyBytes(needed)} of the ${prettyBytes(free)} that are free ${place}.`;
	return [
		...(room.windows === undefined ? [] : diskLines(room.windows)),
		...(room.sameFilesystem
			? [line(graph + tmp, room.graphFreeBytes, `in ${facts.graphRoot}, temporary files included`)]
			: [
					line(graph, room.graphFreeBytes, `in ${facts.graphRoot}`),
					line(tmp, room.tmpFreeBytes, 'where temporary files lie'),
				]),
		...(method === 'live' && room.storageFreeBytes !== undefined
			? [line(graph - room.layerBytes, room.storageFreeBytes, 'where the disk of Windows lies, for its copy')]
			: []),
	];
};
