import type {Labels} from '../model/labels.ts';

/** The lock on a reference: only one job at a time changes what it stands for. It becomes the name of a file. */
export const referenceLock = (reference: string): string =>
	`image-${reference
		.replace('localhost/', '')
		.replace(':', '@')
		.replaceAll(/[^\w.@-]/gu, '-')
		.slice(0, 200)}`;

/** The locks of a snapshot: the DevBox and the reference of its image. */
export const snapshotLocks = (devboxId: string, reference: string): readonly string[] => [
	`devbox-${devboxId.slice(0, 64)}`,
	referenceLock(reference),
];

/**
 * Labels as `--change` arguments of a commit. Podman strips one pair of double quotes and unescapes nothing, so adding a pair
 * keeps every value exact.
 */
export const labelChanges = (labels: Labels): readonly string[] =>
	Object.entries(labels).map(([key, value]) => `LABEL ${key}="${value}"`);
