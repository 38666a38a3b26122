import prettyBytes from 'pretty-bytes';

/** What a running DevBox has used, as Podman counts it at one moment. */
export type UsageSample = {
	/** CPU time since its start, ns. */
	readonly cpuNs: number;
	/** The worker's clock, ns. */
	readonly atNs: number;
	readonly memoryBytes: number;
};

/** The last sample, and what lies between the last two. */
export type Usage = {
	readonly sample: UsageSample;
	/** Percent of one core, since the sample before; undefined after the first. */
	readonly cpuPercent: number | undefined;
};

/** By the DevBox's id. */
export type UsageById = {readonly [id: string]: Usage};

/** Adds samples of one worker to what is known of it; DevBoxes that were not asked for keep theirs. */
export const addSamples = (
	known: UsageById | undefined,
	samples: ReadonlyMap<string, UsageSample>,
): UsageById => {
	const next = {...known};
	for (const [id, sample] of samples)
		next[id] = {sample, cpuPercent: percentBetween(known?.[id]?.sample, sample)};
	return next;
};

/** Undefined without a sample before, after a restart, and when the worker's clock has gone back. */
const percentBetween = (before: UsageSample | undefined, now: UsageSample): number | undefined => {
	if (before === undefined) return undefined;
	const cpu = now.cpuNs - before.cpuNs;
	const time = now.atNs - before.atNs;
	return cpu >= 0 && time > 0 ? (cpu / time) * 100 : undefined;
};

/** `12%`; `` before it is known. */
export const cpuText = (usage: Usage | undefined): string =>
	usage?.cpuPercent === undefined ? '' : `${Math.round(usage.cpuPercent)}%`;

/** `310 MB`; `` before it is known. */
export const memoryText = (usage: Usage | undefined): string =>
	usage === undefined ? '' : prettyBytes(usage.sample.memoryBytes, {maximumFractionDigits: 0, space: true});
