import type {Account} from './account.ts';
import type {Capability} from './capability.ts';
import type {CreateCommand} from './create-command.ts';
import type {RunConfig} from './image-config.ts';
import type {WorkerKind} from './worker.ts';

export type Os = 'linux' | 'windows';
export type DevboxState = 'running' | 'paused' | 'stopped' | 'created' | 'other';

/** A container on a worker, as its list shows it. All text is as the worker gave it: neutralise before drawing. */
export type Devbox = {
	readonly worker: string;
	readonly workerKind: WorkerKind;
	/** The container's full id. */
	readonly id: string;
	readonly name: string;
	readonly os: Os;
	/** Whether that is uncertain; the user sets it when adopting. */
	readonly osInDoubt?: boolean;
	readonly state: DevboxState;
	/** The image's reference as the container names it. */
	readonly image: string;
	readonly imageId: string;
	readonly capabilities: readonly Capability[];
	/** The owner, by the container's own label; one inherited from the image does not count (docs/decisions/ownership.md). */
	readonly launchedBy: string | undefined;
	/** The user who adopted it: recorded on the worker, because labels cannot be changed. */
	readonly adoptedBy?: string | undefined;
	/** The tool that created it, if known and not Ingot. */
	readonly madeWith?: 'distrobox' | 'toolbox' | 'devcontainer' | undefined;
	/** The name of the DevBox that it is a fork of. */
	readonly forkedFrom?: string | undefined;
	/** Ports of the worker that it uses: `tcp/8080`. */
	readonly ports: readonly string[];
	readonly cloudWorker: string | undefined;
	/** The container's creation (epoch ms). */
	readonly createdAt: number;
	/** Epoch ms of its last start; undefined when it does not run. */
	readonly startedAt: number | undefined;
	/** Created with --rm: Podman removes it, with its files, when it stops. */
	readonly autoRemove?: boolean;
};

/** What a snapshot needs in addition to the list. */
export type DevboxDetail = RunConfig & {
	readonly id: string;
	readonly name: string;
	/** Undefined: as its label says. */
	readonly os?: Os;
	readonly osInDoubt?: boolean;
	readonly state: DevboxState;
	readonly imageId: string;
	readonly imageReference: string;
	readonly imageDigest: string;
	readonly madeBy: CreateCommand;
	readonly hostname: string;
	readonly mounts: readonly Mount[];
	/** Names of the networks that it is in, or the mode of its network: `podman`, `host`. */
	readonly networks?: readonly string[];
	/** When Podman starts it again: `always`, `on-failure`; empty or `no` for never. */
	readonly restart?: string;
	/** Created with --rm: Podman removes it when it stops. */
	readonly autoRemove: boolean;
	/** Seconds after which `podman stop` kills it. */
	readonly stopTimeout: number;
	/** Its own layer; without an upper directory, or with shifted ids, it cannot be copied. */
	readonly layer: {
		readonly driver: string;
		readonly upperDir: string | undefined;
		/** The folders of the layers beneath, topmost first, with colons between. */
		readonly lowerDirs?: string | undefined;
		readonly isIdMapped: boolean;
		/** How its ids are mapped, if Podman reports it: `['0:100000:65536']`, INSIDE:OUTSIDE:COUNT. */
		readonly idMap?: {readonly uids: readonly string[]; readonly gids: readonly string[]} | undefined;
	};
};

export type Mount = {
	readonly type: 'volume' | 'bind' | 'tmpfs' | 'other';
	/** The volume's name or the path on the worker. */
	readonly source: string;
	readonly destination: string;
};

/** What the details of a DevBox show beyond the list. */
export type DevboxAbout = {
	readonly mounts: readonly Mount[];
	/** Undefined where the storage driver has no folder for it. */
	readonly ownLayer: {readonly bytes: number; readonly files: number} | undefined;
};

/** Why it cannot be stopped without losing its files; undefined if it can. */
export const stopRefusal = ({autoRemove = false}: Pick<Devbox, 'autoRemove'>): string | undefined =>
	autoRemove ? 'It was created with --rm: stopping it would remove it with its files.' : undefined;

const reasons = {
	'not-mine': "someone else's",
	'not-running': 'not running',
	paused: 'paused',
	'cloud-worker': 'Cloud-managed',
	busy: 'snapshot in progress',
} as const;
export type Reason = keyof typeof reasons;

/** The owner; undefined if Ingot knows none. */
export const ownerOf = (devbox: Devbox): string | undefined => devbox.launchedBy ?? devbox.adoptedBy;

/** Why no snapshot of a DevBox can be made, in words for people; empty if it can. */
export const reasonText = (devbox: Devbox, why: readonly Reason[]): string =>
	why.map(each => (each === 'not-mine' ? whose(devbox) : reasons[each])).join('; ');

/** The same as a sentence; undefined if it can. */
export const ineligibleText = (devbox: Devbox, why: readonly Reason[]): string | undefined =>
	why.length === 0 ? undefined : `Not eligible: ${reasonText(devbox, why)}.`;

const whose = (devbox: Devbox): string => {
	const owner = ownerOf(devbox);
	if (owner !== undefined) return `${owner}'s`;
	return `${devbox.madeWith === undefined ? 'not launched by Ingot' : `a ${devbox.madeWith}`}: adopt it`;
};

/** A Windows DevBox that is off needs no stop, and a clean shutdown by the user gives the best image. */
export const isOffWindows = ({os, state}: Pick<Devbox, 'os' | 'state'>): boolean =>
	os === 'windows' && state === 'stopped';

/**
 * A snapshot's source must belong to the user, run, and not be Cloud-managed. @returns every reason why this one does not
 * qualify @param allowStopped accept a Windows DevBox that is off
 */
export const ineligibleBecause = (
	devbox: Devbox,
	account: Account,
	{allowStopped = false}: {allowStopped?: boolean} = {},
): readonly Reason[] => {
	const why: Reason[] = [];
	if (ownerOf(devbox) !== account.user) why.push('not-mine');
	if (devbox.state === 'paused') why.push('paused');
	else if (devbox.state !== 'running' && !(allowStopped && isOffWindows(devbox))) why.push('not-running');
	if (devbox.cloudWorker !== undefined || devbox.workerKind === 'cloud') why.push('cloud-worker');
	return why;
};
