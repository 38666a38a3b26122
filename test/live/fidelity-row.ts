import type {Draft, SnapshotMethod} from '../../source/model/snapshot.ts';

/** One container that people really have, and how its image may differ from it. */
export type Row = {
	readonly name: string;
	/** Options of `podman run`, as shell text. */
	readonly options?: string;
	/** Default `localhost/devbase:1`, which has no command of its own. */
	readonly image?: string;
	/** Shell text; empty for the image's own. */
	readonly command?: string;
	/** Runs on the worker before the container is made. */
	readonly before?: string;
	/** Makes the container in place of `podman run`; it must be called `box`. */
	readonly make?: string;
	/** Runs in the container, as root, by busybox's sh. */
	readonly inside?: string;
	/** Runs on the worker as root; `$merged` is the container's file system. */
	readonly outside?: string;
	/** Runs on the worker when all is done. */
	readonly after?: string;
	/** Default staging and pause. */
	readonly methods?: readonly SnapshotMethod[];
	readonly draft?: Partial<Draft>;
	/** Its user ids are mapped: owners are compared as they are inside. */
	readonly isMapped?: boolean;
	/** Podman is an ordinary user's there, and cannot freeze. */
	readonly isRootless?: boolean;
	/** The snapshot must be refused, with this reason. */
	readonly refused?: RegExp;
	/** Its own command ends at once in a container of the image: what the launch says then. */
	readonly endsWith?: RegExp;
	/** Differences that are there on purpose, exactly; each is explained in docs/fidelity.md. */
	readonly differs?: readonly string[];
};

/** One word of a shell. */
export const word = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Runs until it is asked to end, as an editor or a server would. */
export const idle = 'trap exit TERM; while :; do sleep 3600 & wait; done';
