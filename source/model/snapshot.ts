import {capabilityProblem, capabilityTitle} from './capability.ts';
import type {Detection} from './detection.ts';
import type {DevboxDetail, Os} from './devbox.ts';
import type {ImageConfig} from './image-config.ts';
import {type Labels, labels} from './labels.ts';
import {nameProblem, tagProblem} from './reference.ts';
import {holdsDisk, type WindowsDisks} from './windows-disks.ts';
import type {Worker, WorkerFacts} from './worker.ts';

/**
 * How a snapshot is consistent. staging: the DevBox is frozen only while its own layer is copied. pause: it is frozen for
 * the whole commit. restart: it is stopped, committed and started again, where it cannot be frozen
 * (docs/decisions/snapshot.md). For Windows (docs/decisions/windows-snapshot.md), stop: it is off while its
 * disk is copied. live: it runs on, and the image is crash-consistent. off: it is off before, and stays so.
 */
export type WindowsMethod = 'stop' | 'live' | 'off';
export type SnapshotMethod = 'staging' | 'pause' | 'restart' | WindowsMethod;
export const isWindowsMethod = (method: SnapshotMethod | 'auto'): method is WindowsMethod =>
	method === 'stop' || method === 'live' || method === 'off';
/** Whether whoever works in the DevBox is cut off by it. */
export const stopsDevbox = (method: SnapshotMethod): boolean => method === 'stop' || method === 'restart';

/** Room and tools on the worker, measured for one DevBox. */
export type DiskSpace = {
	/** Bytes in the DevBox's own layer; of a Windows DevBox, those that its disks use. */
	readonly layerBytes: number;
	/** Free bytes where Podman keeps layers, and where it keeps temporary files. */
	readonly graphFreeBytes: number;
	readonly tmpFreeBytes: number;
	readonly sameFilesystem: boolean;
	/** Free bytes where the disk of Windows lies. */
	readonly storageFreeBytes?: number;
	/** Of a Windows DevBox. */
	readonly windows?: WindowsDisks;
	/** Whether `cp` there can copy everything a layer holds. */
	readonly hasGnuCp: boolean;
};

/** A DevBox looked at closely, right before the form. */
export type SnapshotSource = {
	readonly worker: Worker;
	readonly facts: WorkerFacts;
	readonly devbox: DevboxDetail;
	/** The configuration of the image that it was made from. */
	readonly image: ImageConfig;
	readonly diskSpace: DiskSpace;
	/** Every reference that is taken on the worker. */
	readonly references: readonly string[];
	/** The tools that it has; absent where nobody looked, as in Windows. */
	readonly detection?: Detection | undefined;
};

/** Podman cannot freeze a DevBox there: it has no freezer without root on cgroup v1. */
export const canPause = ({facts}: Pick<SnapshotSource, 'facts'>): boolean =>
	!facts.rootless || facts.cgroupVersion !== 'v1';

/** Podman mounts 128 layers in the older releases; from here on the snapshot tries it before it begins. */
const manyLayers = 120;
/** Whether its image may have more layers than can be mounted. */
export const isDeep = ({image}: Pick<SnapshotSource, 'image'>): boolean => image.layers >= manyLayers;

/** What the user typed. */
export type Draft = {
	readonly name: string;
	readonly tag: string;
	/** Custom ones, in stored form. */
	readonly capabilities: readonly string[];
	readonly overwrite: boolean;
	readonly method: SnapshotMethod | 'auto';
	/** Whether the image gets a variable that the DevBox has beyond its image, where somebody decided (image-environment.ts). */
	readonly variables?: Readonly<Record<string, boolean>>;
	/** listing: names, types, modes, owners, sizes, links and attributes are compared; full: contents too. Default listing. */
	readonly verify?: 'listing' | 'full';
	/** false: a container of the image is made but nothing in it is started. Default true. */
	readonly start?: boolean;
	/** One layer in place of all, the base's included; for images of more layers than can be mounted. */
	readonly flatten?: boolean;
	/** Seconds that Windows may take to shut down; never less than its DevBox gives it. */
	readonly stopTimeout?: number;
	/** An image of a disk that Windows has not closed; its label says so. Otherwise there is none. */
	readonly acceptUnclean?: boolean;
};

/** Whether Windows runs in the DevBox: by what it is, or by its label. */
export const isWindows = (devbox: {readonly labels: Labels; readonly os?: Os}): boolean =>
	(devbox.os ?? devbox.labels[labels.os]) === 'windows';

/** Mounts that the image will not hold. The disks of Windows lie in some and are what its image is made of. */
export const mountsLeft = ({
	devbox,
	diskSpace,
}: Pick<SnapshotSource, 'devbox' | 'diskSpace'>): DevboxDetail['mounts'] =>
	devbox.mounts.filter(mount => !isWindows(devbox) || !holdsDisk(mount.destination, diskSpace.windows));

/** What is wrong with a draft, field by field; nothing of it touches a worker. */
export const draftProblems = (
	draft: Draft,
	inherited: readonly string[],
): {readonly name?: string; readonly tag?: string; readonly capability?: string} => {
	const name = nameProblem(draft.name);
	const tag = tagProblem(draft.tag);
	const capability = draft.capabilities
		.map((each, index) =>
			capabilityProblem(capabilityTitle(each), {inherited, added: draft.capabilities.slice(0, index)}),
		)
		.find(problem => problem !== undefined);
	return {
		...(name === undefined ? {} : {name}),
		...(tag === undefined ? {} : {tag}),
		...(capability === undefined ? {} : {capability}),
	};
};
