import type {Capability} from './capability.ts';
import type {Os} from './devbox.ts';
import type {ImageConfig} from './image-config.ts';

/** A golden image: managed, on exactly one worker. */
export type Image = {
	readonly worker: string;
	readonly id: string;
	readonly reference: string;
	readonly name: string;
	readonly tag: string;
	readonly os: Os;
	readonly owner: string | undefined;
	/** `DevBox-commit` or `containerfile`. */
	readonly source: string | undefined;
	readonly capabilities: readonly Capability[];
	readonly sizeBytes: number;
	/** Epoch ms. */
	readonly createdAt: number;
	/** The reference of the image that it was made from. */
	readonly base: string | undefined;
	/** The DevBox that it is a snapshot of; its name is the one it had then. */
	readonly madeFrom?: {readonly id: string; readonly name: string} | undefined;
};

/** The managed images of a worker, and every reference in use there, managed or not. */
export type ImageList = {readonly managed: readonly Image[]; readonly references: readonly string[]};

/** What a launch needs in addition to the list. */
export type ImageDetail = {
	readonly id: string;
	/** `8080/tcp` */
	readonly exposedPorts: readonly string[];
	readonly hasHealthCheck: boolean;
	/** The default command. */
	readonly command: readonly string[];
	readonly config: ImageConfig;
};
