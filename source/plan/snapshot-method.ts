import {Failure} from '../model/failure.ts';
import {quote} from '../model/shell.ts';
import {
	canPause,
	isWindows,
	isWindowsMethod,
	type SnapshotMethod,
	type SnapshotSource,
} from '../model/snapshot.ts';
import {hasRoom, noDirectBecause, noStagingBecause} from '../model/snapshot-methods.ts';

export type ChosenMethod = {
	readonly method: SnapshotMethod;
	/** One sentence, for the summary. */
	readonly because: string;
};

/**
 * The method that freezes the DevBox least among those that are possible.
 * @throws Failure (refused) when the one that was asked for, or any, is impossible
 */
export const chooseMethod = (source: SnapshotSource, wanted: SnapshotMethod | 'auto'): ChosenMethod => {
	const {devbox} = source;
	refuseUnclear(source);
	if (isWindows(devbox)) return windowsMethod(source, wanted);
	if (isWindowsMethod(wanted)) {
		throw new Failure(
			`The method ${wanted} is only for a DevBox with Windows, whose disk is in use as a whole.`,
			{
				kind: 'refused',
				hint: 'Leave --method out: this one goes on and is frozen for seconds at most.',
			},
		);
	}
	if (wanted === 'restart') return {method: 'restart', because: restartWords};
	if (!canPause(source)) {
		throw new Failure(`Podman cannot pause a DevBox on ${source.worker.name}: it is rootless on cgroup v1.`, {
			kind: 'refused',
			hint: 'Take --method restart, which stops it, commits and starts it again; or boot that machine with cgroup v2.',
		});
	}
	const why = noStagingBecause(source);
	const notDirect = noDirectBecause(source);
	if (notDirect !== undefined && (wanted === 'pause' || why !== undefined)) {
		throw new Failure(`The method pause is not possible: ${notDirect}.`, {
			kind: 'refused',
			hint: why === undefined ? 'Leave --method out.' : `A staging container would do, but ${why}.`,
		});
	}
	if (wanted === 'staging' && why !== undefined) {
		throw new Failure(`The method staging is not possible: ${why}.`, {
			kind: 'refused',
			hint: 'Leave --method out.',
		});
	}
	if (wanted === 'pause')
		return {method: 'pause', because: 'It stays frozen until the commit has ended, as asked.'};
	return why === undefined
		? {method: 'staging', because: 'It is frozen only while its own layer is copied, seconds at most.'}
		: {method: 'pause', because: `It stays frozen until the commit has ended: ${why}.`};
};

/**
 * Before anything is asked of the user: it must be certain what runs in the DevBox and, of Windows, which disks it has.
 * @throws Failure (refused) with what to do
 */
export const refuseUnclear = ({
	devbox,
	worker,
	facts,
	room,
}: Pick<SnapshotSource, 'devbox' | 'worker' | 'facts' | 'room'>): void => {
	if (devbox.osInDoubt)
		throw new Failure(
			`${devbox.name} may be a VM with Windows, whose image is made in another way than one of Linux.`,
			{
				kind: 'refused',
				hint: `Say which it is: ingot adopt ${quote([worker.name, devbox.name])} --os windows (or --os linux).`,
			},
		);
	// A rootless Podman has a reason of its own.
	if (room.windows?.refusal !== undefined && !facts.rootless)
		throw new Failure(room.windows.refusal, {kind: 'refused', hint: 'Nothing was stopped or changed.'});
};

const restartWords =
	'It is stopped for the whole commit and started again: all that runs in it ends, and what was in memory only is lost.';

/** A cautious guess; measured were 430 MB/s on ext4, and nothing at all where blocks are shared. */
const copyBytesPerSecond = 200e6;
/** Checks, copy, packing and commit together; measured were 49 MB/s and more. */
const wholeBytesPerSecond = 45e6;
const duration = (seconds: number): string =>
	seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;

/** Windows: its disk is at rest, or QEMU itself copies it as it is in one moment. */
const windowsMethod = (source: SnapshotSource, wanted: SnapshotMethod | 'auto'): ChosenMethod => {
	if (wanted === 'staging' || wanted === 'pause' || wanted === 'restart') {
		throw new Failure(`The method ${wanted} is not possible: the disk of Windows must be at rest.`, {
			kind: 'refused',
			hint: 'Leave --method out.',
		});
	}
	const method = wanted === 'live' ? 'live' : 'stop';
	const {facts, room, worker} = source;
	if (facts.rootless) {
		throw new Failure(`Podman is rootless on ${worker.name}, and there the disk of Windows cannot be read.`, {
			kind: 'refused',
			hint: 'Only DevBoxes that run as root can be snapshot with Windows.',
		});
	}
	if (!hasRoom(method, source)) {
		throw new Failure(`There is no room on ${worker.name} for a disk of ${mebibytes(room.layerBytes)}.`, {
			kind: 'refused',
			hint: `It takes five times what the disk uses, for a while${method === 'live' ? ', and once where the disk lies' : ''}. Remove images there and try again.`,
		});
	}
	return {method, because: `${windowsWords[method](room.layerBytes)} ${whereItRuns(room.layerBytes)}`};
};

const whereItRuns = (bytes: number) =>
	`The image is made meanwhile, some ${duration(bytes / wholeBytesPerSecond)} in all, and runs only on workers that can host Windows VMs.`;

const windowsWords = {
	stop: (bytes: number) =>
		`Windows is shut down, its disk is copied (about ${mebibytes(bytes)}, some ${Math.ceil(bytes / copyBytesPerSecond)} s), and it starts again at once: it is off for the copy and a shutdown of two minutes at most, and whoever works in it is cut off.`,
	live: (bytes: number) =>
		`Windows runs on and is frozen for a fraction of a second; its disk is copied as it is in that moment (about ${mebibytes(bytes)}). The image is crash-consistent, as after a power cut: what programs had not yet written is not in it, and Windows may check its disk at the first start.`,
};
