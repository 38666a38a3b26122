import {Failure} from '../model/failure.ts';
import type {Draft, SnapshotMethod, SnapshotSource, WindowsMethod} from '../model/snapshot.ts';
import {hasDiskSpace} from '../model/snapshot-methods.ts';
import {hasQmp, noStopBecause, secondsToShutDown, secondsUntilForce} from '../model/windows-stop.ts';

/** Cautious: ext4 reached 430 MB/s, and a copy that shares blocks takes no time. */
const copyBytesPerSecond = 200e6;
/** Of checks, copy, packing and commit together; measured: at least 49 MB/s. */
const wholeBytesPerSecond = 45e6;
const duration = (seconds: number): string =>
	seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;
const refused = (text: string, hint: string) => new Failure(text, {kind: 'refused', hint});

type Allowed = Pick<Draft, 'stopTimeout' | 'acceptUnclean'>;

/**
 * How the disk of a Windows is copied: while it is off, or by QEMU at one moment.
 * @throws Failure (refused) when neither is possible, with what to do
 */
export const windowsMethod = (
	source: SnapshotSource,
	wanted: SnapshotMethod | 'auto',
	allowed: Allowed,
): {readonly method: WindowsMethod; readonly because: string} => {
	if (wanted === 'staging' || wanted === 'pause' || wanted === 'restart')
		throw refused(
			`The method ${wanted} is not possible: the Windows disk must not change while it is copied.`,
			'Omit --method.',
		);
	const {facts, diskSpace, worker} = source;
	if (facts.rootless)
		throw refused(
			`Podman is rootless on ${worker.name}, so the Windows disk cannot be read.`,
			'Snapshots of Windows DevBoxes work only where Podman runs as root.',
		);
	if (diskSpace.windows?.refusal !== undefined)
		throw refused(diskSpace.windows.refusal, 'Nothing was stopped or changed.');
	const {method, instead} = possible(source, wanted, allowed);
	if (!hasDiskSpace(method, source))
		throw refused(
			`There is not enough disk space on ${worker.name} for a disk of ${mebibytes(diskSpace.layerBytes)}.`,
			`The snapshot temporarily needs five times the used size of the disk${method === 'live' ? ', and once more next to the disk' : ''}. Remove images on the worker and try again.`,
		);
	const words = windowsWords[method](source, allowed);
	return {method, because: `${instead}${words} ${whereItRuns(diskSpace.layerBytes)}`};
};

/** The method for this DevBox, and why it is not the default. */
const possible = (
	{devbox}: SnapshotSource,
	wanted: SnapshotMethod | 'auto',
	{acceptUnclean = false}: Allowed,
): {readonly method: WindowsMethod; readonly instead: string} => {
	if (devbox.state === 'stopped') {
		if (wanted === 'auto' || wanted === 'off') return {method: 'off', instead: ''};
		throw refused(`The method ${wanted} needs a running DevBox, and this one is off.`, 'Omit --method.');
	}
	if (wanted === 'live') return {method: 'live', instead: ''};
	const noStop = noStopBecause(devbox);
	if (noStop === undefined || (noStop.isTorn && acceptUnclean)) return {method: 'stop', instead: ''};
	if (wanted === 'auto' && hasQmp(devbox))
		return {method: 'live', instead: `The DevBox cannot be stopped for the snapshot: ${noStop.why}. `};
	throw refused(
		`The DevBox cannot be stopped for the snapshot: ${noStop.why}.`,
		hasQmp(devbox)
			? `Use --method live, which does not stop it; or ${noStop.instead}.`
			: `Recreate it with QMP=unix:/run/shm/qmp.sock,server=on,wait=off and use --method live, without a clean shutdown; or ${noStop.instead}.`,
	);
};

const whereItRuns = (bytes: number) =>
	`Creating the image takes about ${duration(bytes / wholeBytesPerSecond)} in total; it runs only on workers that can host Windows VMs.`;

const windowsWords: Readonly<Record<WindowsMethod, (source: SnapshotSource, allowed: Allowed) => string>> = {
	stop: ({devbox, diskSpace: {layerBytes: bytes}}, {stopTimeout}) =>
		`Windows is shut down, its disk is copied (about ${mebibytes(bytes)}, roughly ${Math.ceil(bytes / copyBytesPerSecond)} s), and it starts again at once: it is off during the shutdown and the copy, and anyone working in it is disconnected. The shutdown may take up to ${duration(secondsToShutDown(devbox, stopTimeout))}. The DevBox’s own entrypoint kills Windows after ${secondsUntilForce(devbox)} s (TIMEOUT), which yields no image; Ingot never does.`,
	off: ({diskSpace: {layerBytes: bytes}}) =>
		`Windows is off, which gives the best image: its disk is copied (about ${mebibytes(bytes)}), nothing is stopped, and it stays off.`,
	live: ({diskSpace: {layerBytes: bytes}}) =>
		`Windows keeps running and is frozen for a fraction of a second; its disk is copied as of that moment (about ${mebibytes(bytes)}). The image is crash-consistent, as after a power cut, and labelled so: data that programs had not written yet is missing, and Windows may check its disk at the first start.`,
};
