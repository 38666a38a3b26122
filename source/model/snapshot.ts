import {capabilityProblem, capabilityTitle} from './capability.ts';
import type {Detection} from './detection.ts';
import type {DevboxDetail, Os} from './devbox.ts';
import type {ImageConfig} from './image-config.ts';
import type {ExcludeChoice, ImageEdit, LeftOut} from './image-edits.ts';
import {type Labels, labels} from './labels.ts';
import {nameProblem, tagProblem} from './reference.ts';
import type {RootFolder} from './root-folder.ts';
import {holdsDisk, type WindowsDisks} from './windows-disks.ts';
import type {Worker, WorkerFacts} from './worker.ts';

/**
 * How a snapshot gets consistent. staging: the DevBox is frozen only while the last changes to its files are copied. pause: it is frozen for
 * the whole commit. restart: it is stopped, committed and started again, if it cannot be frozen
 * (docs/decisions/snapshot.md). For Windows (docs/decisions/windows-snapshot.md), stop: it is off while its
 * disk is copied. live: it keeps running, and the image is crash-consistent. off: it is off before and afterwards.
 */
export type WindowsMethod = 'stop' | 'live' | 'off';
export type SnapshotMethod = 'staging' | 'pause' | 'restart' | WindowsMethod;

/** Whether a method is one of Windows DevBoxes. */
export const isWindowsMethod = (method: SnapshotMethod | 'auto'): method is WindowsMethod =>
	method === 'stop' || method === 'live' || method === 'off';
/** Whether it disconnects anyone working in the DevBox. */
export const stopsDevbox = (method: SnapshotMethod): boolean => method === 'stop' || method === 'restart';

/** Disk space and tools on the worker, measured for one DevBox. */
export type DiskSpace = {
	/** Bytes in the DevBox's own layer; of a Windows DevBox, those that its disks use. */
	readonly layerBytes: number;
	/** Free bytes where Podman keeps layers, and where it keeps temporary files. */
	readonly graphFreeBytes: number;
	readonly tmpFreeBytes: number;
	readonly sameFilesystem: boolean;
	/** Free bytes on the file system of the Windows disk. */
	readonly storageFreeBytes?: number;
	/** Of a Windows DevBox. */
	readonly windows?: WindowsDisks;
	/** Whether the worker's `cp` can copy everything in a layer. */
	readonly hasGnuCp: boolean;
	/** Undefined where it could not be read, and for Windows. */
	readonly rootFolder?: RootFolder;
};

/** A DevBox in detail, read right before the form. */
export type SnapshotSource = {
	readonly worker: Worker;
	readonly facts: WorkerFacts;
	readonly devbox: DevboxDetail;
	/** The configuration of its image. */
	readonly image: ImageConfig;
	readonly diskSpace: DiskSpace;
	/** Every reference in use on the worker. */
	readonly references: readonly string[];
	/** The detected tools; absent for Windows. */
	readonly detection?: Detection | undefined;
};

/** Rootless Podman on cgroup v1 has no freezer. */
export const canPause = ({facts}: Pick<SnapshotSource, 'facts'>): boolean =>
	!facts.rootless || facts.cgroupVersion !== 'v1';

/** Older releases of Podman mount at most 128 layers; from here on, the snapshot tests it first. */
const manyLayers = 120;
/** Whether its image may have more layers than can be mounted. */
export const isDeep = ({image}: Pick<SnapshotSource, 'image'>): boolean => image.layers >= manyLayers;

/** The fields of a snapshot, as typed. */
export type Draft = {
	readonly name: string;
	readonly tag: string;
	/** Custom ones, in stored form. */
	readonly capabilities: readonly string[];
	readonly overwrite: boolean;
	readonly method: SnapshotMethod | 'auto';
	/** The user's choice for extra variables (image-environment.ts): whether the image gets them. */
	readonly variables?: Readonly<Record<string, boolean>>;
	/** listing: names, types, modes, owners, sizes, links and attributes are compared; full: contents too. Default listing. */
	readonly verify?: 'listing' | 'full';
	/** false: create a trial container without starting anything in it. Default true. */
	readonly start?: boolean;
	/** Squash all layers, including the base's; for images with more layers than can be mounted. */
	readonly flatten?: boolean;
	/** Seconds to wait until Windows has shut down; at least the DevBox's own timeout. */
	readonly stopTimeout?: number;
	/** Accept a disk that Windows has not closed; a label says so. Otherwise the snapshot fails. */
	readonly acceptUnclean?: boolean;
	/** What the image leaves out or empties of the DevBox's own layer. */
	readonly edits?: readonly ImageEdit[];
	/** What of these edits was chosen by `--leave-out`, or in the contents: for people, and for the command. */
	readonly leftOut?: readonly LeftOut[];
	/** What was decided about patterns in the contents. */
	readonly excludes?: ExcludeChoice;
	/** How many findings that look like secrets were found and stay in the image, by the user's decision. */
	readonly secretsKept?: number;
	/** What was searched for secrets (SecretScan): the job refuses if other files could hold some. Undefined: it does not look. */
	readonly searched?: readonly string[] | undefined;
	/** Only for the forks of one job: no list has the image, and it loses its name with the last fork. */
	readonly isForFork?: boolean;
	/** Which of the DevBox's identity is cleared: ids of model/identity.ts; undefined for the default. Not for Windows. */
	readonly identity?: readonly string[];
};

/** Whether Windows runs in the DevBox: by what it is, or by its label. */
export const isWindows = (devbox: {readonly labels: Labels; readonly os?: Os}): boolean =>
	(devbox.os ?? devbox.labels[labels.os]) === 'windows';

/** Mounts that the image will not contain, without those that hold the Windows disks, which it contains. */
export const mountsLeft = ({
	devbox,
	diskSpace,
}: Pick<SnapshotSource, 'devbox' | 'diskSpace'>): DevboxDetail['mounts'] =>
	devbox.mounts.filter(mount => !isWindows(devbox) || !holdsDisk(mount.destination, diskSpace.windows));

/** `/srv/data  (volume data)` */
export const mountText = ({destination, type, source}: DevboxDetail['mounts'][number]): string =>
	`${destination}  (${type} ${source})`;

/** A heading and a line for each of them, as Create Image shows them; nothing without any. */
export const mountsLeftLines = (mounts: DevboxDetail['mounts']): readonly string[] =>
	mounts.length === 0
		? []
		: ['Volumes and mounts are not included:', ...mounts.map(each => `  ${mountText(each)}`)];

/** Validation errors of a draft, by field; does not contact a worker. */
export const draftProblems = (
	draft: Pick<Draft, 'name' | 'tag' | 'capabilities'>,
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
