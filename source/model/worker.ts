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
	/** The built-in SSH (ssh2) or the installed ssh; `auto` uses ssh2 if possible. */
	readonly transport?: 'auto' | 'ssh2' | 'system' | undefined;
	/** Path of Podman's API socket on the worker; detected if omitted. */
	readonly socket?: string | undefined;
	/** Whether Podman and all scripts run as root on the worker, through `sudo -n`. */
	readonly sudo?: boolean | undefined;
	/** Whether Windows VMs may run without KVM: emulated and slow. */
	readonly emulateWindows?: boolean | undefined;
	/** Words to find it by: `gpu`, `eu`. */
	readonly labels?: readonly string[] | undefined;
	/** How many snapshots may run at a time; default one, since they compete for the disk. */
	readonly commits?: number | undefined;
	/** The ssh config that is used instead of `~/.ssh/config`; the same for all workers. */
	readonly sshConfig?: string | undefined;
	/** How long ended jobs are kept; the same for all workers. */
	readonly keepJobs?: KeepJobs | undefined;
	/** Rules for labels of images in addition to the table (container-labels.ts); the same for all workers. */
	readonly imageLabels?: LabelChoice | undefined;
	/** Additional built-in capabilities to detect; the same for all workers. */
	readonly detect?: DetectSettings | undefined;
};

/** Ended jobs are removed when they are older or when there are more. */
export type KeepJobs = {readonly days: number; readonly count: number};

/** What a worker reports when Ingot connects. */
export type WorkerFacts = {
	readonly hostname: string;
	readonly podmanVersion: string;
	readonly rootless: boolean;
	readonly cgroupVersion: string;
	readonly storageDriver: string;
	/** Whether a layer's folder alone shows its content; false if renames are only recorded (overlay's redirect_dir). */
	readonly nativeDiff?: boolean;
	/** Where Podman keeps its layers. */
	readonly graphRoot: string;
	/** Free bytes under graphRoot. */
	readonly freeBytes: number;
	/** Size of that file system; absent when Podman does not report it. */
	readonly diskBytes?: number | undefined;
	readonly cpus: number;
	readonly memoryBytes: number;
	/** What carries the connection, for people: `built-in SSH`, `system ssh (why)`. */
	readonly transport?: string | undefined;
	/** Absent in the cache of an older Ingot. */
	readonly windows?: WindowsHost;
};

/** How a worker is reached right now; `down` has the reason and a hint. */
export type Reach =
	| {readonly state: 'waiting'}
	| {readonly state: 'connecting'; readonly sinceAt: number}
	/** The facts arrive later: Podman counts its containers for them, which blocks during a commit. */
	| {readonly state: 'ready'; readonly facts: WorkerFacts | undefined}
	| {
			readonly state: 'down';
			readonly reason: string;
			readonly hint: string;
			readonly failure: FailureKind;
			/** When it was last connected in this run (epoch ms); undefined if it was not. */
			readonly seenAt?: number | undefined;
			/** When the next attempt begins (epoch ms). */
			readonly nextAt?: number | undefined;
	  };

/** Below this a snapshot cannot succeed, and the worker is marked as full. */
export const fullBelowBytes = 64 * 1024 * 1024;

/** Whether the worker is reachable but has no disk space for an image. */
export const isFull = (reach: Reach): boolean =>
	reach.state === 'ready' && reach.facts !== undefined && reach.facts.freeBytes < fullBelowBytes;

/** Why a worker cannot run an image of this OS now, or undefined if it can. */
export const hostProblem = (
	{worker, reach}: {readonly worker: Worker; readonly reach: Reach},
	os: 'linux' | 'windows',
): string | undefined => {
	if (reach.state === 'down') return `offline: ${reach.reason}`;
	if (reach.state !== 'ready') return 'not connected yet';
	return os === 'linux' ? undefined : windowsProblem(worker, reach.facts?.windows);
};
