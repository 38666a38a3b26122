import type {DetectSettings} from './builtin-capabilities.ts';
import type {FailureKind} from './failure.ts';
import type {LabelChoice} from './image-labels.ts';
import {type WindowsHost, windowsProblem} from './windows-host.ts';

export type WorkerKind = 'self-hosted' | 'cloud';

/** A worker as configured. `ssh` is an alias, `user@host` or `user@host:port`; without it the worker is this machine. */
export type Worker = {
	readonly name: string;
	readonly kind: WorkerKind;
	readonly ssh?: string | undefined;
	readonly identityFile?: string | undefined;
	/** Ingot's own SSH (ssh2), or the ssh that is installed here; `auto` takes ssh2 where it can. */
	readonly transport?: 'auto' | 'ssh2' | 'system' | undefined;
	/** Path of Podman's API socket on the worker; found by itself when left out. */
	readonly socket?: string | undefined;
	/** Whether Podman and all scripts run as root there, through `sudo -n`. */
	readonly sudo?: boolean | undefined;
	/** Whether Windows VMs may run there without KVM: emulated, and slow. */
	readonly emulateWindows?: boolean | undefined;
	/** How many snapshots may run there at a time; one, where it is left out: they compete for the disk. */
	readonly commits?: number | undefined;
	/** How long its ended jobs stay; the same for all workers. */
	readonly keepJobs?: KeepJobs | undefined;
	/** Which labels of a DevBox its images get, beside the table (container-labels.ts); the same for all workers. */
	readonly imageLabels?: LabelChoice | undefined;
	/** Built-in capabilities that are looked for beside the usual ones; the same for all workers. */
	readonly detect?: DetectSettings | undefined;
};

/** Ended jobs go when they are older, or when there are more. */
export type KeepJobs = {readonly days: number; readonly count: number};

/** What a worker says of itself when we connect. */
export type WorkerFacts = {
	readonly hostname: string;
	readonly podmanVersion: string;
	readonly rootless: boolean;
	readonly cgroupVersion: string;
	readonly storageDriver: string;
	/** Whether a layer's folder alone tells what is in it; not where renamed folders are only noted (overlay's redirect_dir). */
	readonly nativeDiff?: boolean;
	/** Where Podman keeps its layers. */
	readonly graphRoot: string;
	/** Free bytes under graphRoot. */
	readonly freeBytes: number;
	readonly cpus: number;
	readonly memoryBytes: number;
	/** What carries the connection, for people: `built-in SSH`, `system ssh (why)`. */
	readonly transport?: string | undefined;
	/** Absent in what an older Ingot remembers. */
	readonly windows?: WindowsHost;
};

/** How a worker is reached right now; `down` keeps why and what to do. */
export type Reach =
	| {readonly state: 'waiting'}
	| {readonly state: 'connecting'; readonly sinceAt: number}
	/** The facts come a moment later: Podman counts its containers for them, and that waits for a commit. */
	| {readonly state: 'ready'; readonly facts: WorkerFacts | undefined}
	| {readonly state: 'down'; readonly reason: string; readonly hint: string; readonly failure: FailureKind};

/** Below this a snapshot is bound to fail for want of room, and the worker is marked as full. */
export const fullBelowBytes = 64 * 1024 * 1024;

/** True when the worker answers but has no room for an image. */
export const isFull = (reach: Reach): boolean =>
	reach.state === 'ready' && reach.facts !== undefined && reach.facts.freeBytes < fullBelowBytes;

/** Why a worker cannot run an image of this OS now, or undefined when it can. */
export const hostProblem = (
	{worker, reach}: {readonly worker: Worker; readonly reach: Reach},
	os: 'linux' | 'windows',
): string | undefined => {
	if (reach.state === 'down') return `offline: ${reach.reason}`;
	if (reach.state !== 'ready') return 'not connected yet';
	return os === 'linux' ? undefined : windowsProblem(worker, reach.facts?.windows);
};
