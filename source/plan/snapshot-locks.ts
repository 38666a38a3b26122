import type {Labels} from '../model/labels.ts';

/** What a snapshot holds while it runs, so that two keep apart: the DevBox, and the reference of its image. */
export const snapshotLocks = (devboxId: string, reference: string): readonly string[] => [
	`devbox-${devboxId.slice(0, 64)}`,
	`image-${reference.replace('localhost/', '').replace(':', '@')}`,
];

/**
 * Labels as `--change` of a commit. Podman takes one pair of double quotes off a label's value and unescapes nothing, so with
 * a pair around it every value is exact.
 */
export const labelChanges = (labels: Labels): readonly string[] =>
	Object.entries(labels).map(([key, value]) => `LABEL ${key}="${value}"`);
