/** The labels on images and containers; scripts rely on them (docs/labels.md). */
export const labels = {
	managed: 'io.clustercode.managed',
	os: 'io.clustercode.os',
	owner: 'io.clustercode.owner',
	source: 'io.clustercode.source',
	capabilities: 'io.clustercode.capabilities',
	launchedBy: 'io.clustercode.launched-by',
	cloudWorker: 'io.clustercode.cloud-worker',
	/** Links an image or a DevBox to the job that created it, so that an undo finds it and copies can be distinguished. */
	job: 'io.clustercode.job',
	/** On an image: the DevBox it was made from, as «ID NAME». */
	devbox: 'io.clustercode.devbox',
	/** On a DevBox: the name of the one that it is a fork of. */
	forkedFrom: 'io.clustercode.forked-from',
	/** `sha256:…` of the list of packages beside the image; set explicitly, or an image would inherit that of its base. */
	sbom: 'io.clustercode.sbom',
	/** `locked`: the viewer of this Windows required a password, which the image does not contain. */
	viewer: 'io.clustercode.viewer',
	/** Of a Windows image without a clean shutdown: live, killed, dirty or hibernated. Empty after a clean one. */
	unclean: 'io.clustercode.unclean',
	/** What a launch clears or renews in the DevBox: ids of model/identity.ts, with commas between. */
	renew: 'io.clustercode.renew',
	/** How many findings that look like secrets the image keeps, by decision; empty: none, or nobody looked. */
	secretsKept: 'io.clustercode.secrets-kept',
	created: 'org.opencontainers.image.created',
	title: 'org.opencontainers.image.title',
	version: 'org.opencontainers.image.version',
	baseName: 'org.opencontainers.image.base.name',
	baseDigest: 'org.opencontainers.image.base.digest',
} as const;

/** The source of an image that one job makes for its forks: not a golden image, so no list has it. */
export const forkSource = 'DevBox-fork';

export type Labels = Readonly<Record<string, string>>;

/** Longest value that is used; drawing a label of a megabyte would be slow. */
const maxLetters = 1000;

/** A label's value; empty means absent, because an inherited label can only be set to empty. */
export const labelOf = (of: Labels, key: string): string | undefined =>
	of[key]?.slice(0, maxLetters) || undefined;
