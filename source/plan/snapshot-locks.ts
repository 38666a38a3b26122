import type {Labels} from '../model/labels.ts';

/** The locks of a snapshot: the DevBox and the reference of its image. */
export const snapshotLocks = (devboxId: string, reference: string): readonly string[] => [
	`devbox-${devboxId.slice(0, 64)}`,
	`image-${reference.replace('localhost/', '').replace(':', '@')}`,
];

/**
 * Labels as `--change` arguments of a commit. Podman strips one pair of double quotes and unescapes nothing, so adding a pair
 * keeps every value exact.
 */
export const labelChanges = (labels: Labels): readonly string[] =>
	Object.entries(labels).map(([key, value]) => `LABEL ${key}="${value}"`);
