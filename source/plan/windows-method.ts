import {Failure} from '../model/failure.ts';
import type {Draft, SnapshotMethod, SnapshotSource, WindowsMethod} from '../model/snapshot.ts';
import {hasDiskSpace} from '../model/snapshot-methods.ts';
import {hasQmp, noStopBecause, secondsToShutDown, secondsUntilForce} from '../model/windows-stop.ts';

/** A cautious guess; measured were 430 MB/s on ext4, and nothing at all where blocks are shared. */
const copyBytesPerSecond = 200e6;
/** Checks, copy, packing and commit together; measured were 49 MB/s and more. */
const wholeBytesPerSecond = 45e6;
const duration = (seconds: number): string =>
	seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;
const refused = (text: string, hint: string) => new Failure(text, {kind: 'refused', hint});

type Allowed = Pick<Draft, 'stopTimeout' | 'acceptUnclean'>;

/**
 * Windows: its disk is at rest, or QEMU itself copies it as it is in one moment.
 * @throws Failure (refused) where neither is possible, with what to do
 */
export const windowsMethod = (
	source: SnapshotSource,
	wanted: SnapshotMethod | 'auto',
	allowed: Allowed,
): {readonly method: WindowsMethod; readonly because: string} => {
	if (wanted === 'staging' || wanted === 'pause' || wanted === 'restart')
		throw refused(
			`The method ${wanted} is not possible: the disk of Windows must be at rest.`,
			'Leave --method out.',
		);
	const {facts, diskSpace, worker} = source;
	if (facts.rootless)
		throw refused(
			`Podman is rootless on ${worker.name}, and there the disk of Windows cannot be read.`,
			'Only DevBoxes that run as root can be snapshot with Windows.',
		);
	if (diskSpace.windows?.refusal !== undefined)
		throw refused(diskSpace.windows.refusal, 'Nothing was stopped or changed.');
	const {method, instead} = possible(source, wanted, allowed);
	if (!hasDiskSpace(method, source))
		throw refused(
			`There is no room on ${worker.name} for a disk of ${mebibytes(diskSpace.layerBytes)}.`,
			`It takes five times what the disk uses, for a while${method === 'live' ? ', and once where the disk lies' : ''}. Remove images there and try again.`,
		);
	const words = windowsWords[method](source, allowed);
	return {method, because: `${instead}${words} ${whereItRuns(diskSpace.layerBytes)}`};
};

/** What can be done with this one, and why it is not what is usual. */
const possible = (
	{devbox}: SnapshotSource,
	wanted: SnapshotMethod | 'auto',
	{acceptUnclean = false}: Allowed,
): {readonly method: WindowsMethod; readonly instead: string} => {
	if (devbox.state === 'stopped') {
		if (wanted === 'auto' || wanted === 'off') return {method: 'off', instead: ''};
		throw refused(
			`The method ${wanted} is for a DevBox that runs, and this one is off.`,
			'Leave --method out.',
		);
	}
	if (wanted === 'live') return {method: 'live', instead: ''};
	const noStop = noStopBecause(devbox);
	if (noStop === undefined || (noStop.isTorn && acceptUnclean)) return {method: 'stop', instead: ''};
	if (wanted === 'auto' && hasQmp(devbox))
		return {method: 'live', instead: `The DevBox cannot be stopped for it: ${noStop.why}. `};
	throw refused(
		`The DevBox cannot be stopped for it: ${noStop.why}.`,
		hasQmp(devbox)
			? `Take --method live, which does not stop it; or ${noStop.instead}.`
			: `For a disk without clean shutdown make it anew with QMP=unix:/run/shm/qmp.sock,server=on,wait=off and take --method live; otherwise ${noStop.instead}.`,
	);
};

const whereItRuns = (bytes: number) =>
	`The image is made meanwhile, some ${duration(bytes / wholeBytesPerSecond)} in all, and runs only on workers that can host Windows VMs.`;

const windowsWords: Readonly<Record<WindowsMethod, (source: SnapshotSource, allowed: Allowed) => string>> = {
	stop: ({devbox, diskSpace: {layerBytes: bytes}}, {stopTimeout}) =>
		`Windows is shut down, its disk is copied (about ${mebibytes(bytes)}, some ${Math.ceil(bytes / copyBytesPerSecond)} s), and it starts again at once: it is off for the copy and the shutdown, and whoever works in it is cut off. The shutdown may take ${duration(secondsToShutDown(devbox, stopTimeout))} at most. Its own entrypoint ends Windows by force after ${secondsUntilForce(devbox)} s (TIMEOUT), which makes no image; Ingot never does.`,
	off: ({diskSpace: {layerBytes: bytes}}) =>
		`Windows is off, which makes the best image: its disk is copied (about ${mebibytes(bytes)}), nothing is stopped, and it stays off.`,
	live: ({diskSpace: {layerBytes: bytes}}) =>
		`Windows runs on and is frozen for a fraction of a second; its disk is copied as it is in that moment (about ${mebibytes(bytes)}). The image is crash-consistent, as after a power cut, and a label says so: what programs had not yet written is not in it, and Windows may check its disk at the first start.`,
};
