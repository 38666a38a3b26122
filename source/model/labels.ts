/** The labels on images and containers; scripts rely on them (docs/labels.md). */
export const labels = {
	managed: 'io.clustercode.managed',
	os: 'io.clustercode.os',
	owner: 'io.clustercode.owner',
	source: 'io.clustercode.source',
	capabilities: 'io.clustercode.capabilities',
	launchedBy: 'io.clustercode.launched-by',
	cloudWorker: 'io.clustercode.cloud-worker',
	/** Ties an image or a DevBox to the job that made it: undo finds it whatever happened, and a copy is told from it. */
	job: 'io.clustercode.job',
	/** `locked`: the viewer of this Windows asked for a password, which the image does not hold. */
	viewer: 'io.clustercode.viewer',
	/** Of a Windows image whose disk was not shut down: live, killed, dirty or hibernated. Empty where it was. */
	unclean: 'io.clustercode.unclean',
	created: 'org.opencontainers.image.created',
	title: 'org.opencontainers.image.title',
	version: 'org.opencontainers.image.version',
	baseName: 'org.opencontainers.image.base.name',
	baseDigest: 'org.opencontainers.image.base.digest',
} as const;

export type Labels = Readonly<Record<string, string>>;

/** Nobody reads more of a label, and one of a megabyte would be drawn again and again. */
const maxLetters = 1000;

/** A label's value; empty means absent, because an inherited label can only be set to empty. */
export const labelOf = (of: Labels, key: string): string | undefined =>
	of[key]?.slice(0, maxLetters) || undefined;

/** True when every pair is on the image exactly so. */
export const missingLabels = (wanted: Labels, found: Labels): readonly string[] =>
	Object.keys(wanted).filter(key => (found[key] ?? '') !== wanted[key]);
