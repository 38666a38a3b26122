/** How busy a worker is; what it does not report is absent. */
export type WorkerLoad = {
	/** Load average of the last minute. */
	readonly load?: number;
	/** `availableBytes` can be used without swapping. */
	readonly memory?: {readonly totalBytes: number; readonly availableBytes: number};
	/** The file system that stores Podman's layers. */
	readonly disk?: {readonly totalBytes: number; readonly freeBytes: number};
	/** One round trip over the connection; absent for this machine. */
	readonly latencyMs?: number;
};

/** A longer line is none of ours. */
const maxLetters = 1000;

/** Parses the output of worker/queries/worker-load.sh; other lines are ignored, and figures that cannot be true left out. */
export const parseLoad = (text: string): Omit<WorkerLoad, 'latencyMs'> => {
	const lines = text.split('\n').filter(line => line.length <= maxLetters);
	const load = /^load (\d{1,6}(?:\.\d{1,6})?)$/mu.exec(lines.join('\n'))?.[1];
	const memory = memoryOf(lines);
	const disk = diskOf(lines);
	return {
		...(load !== undefined && {load: Number(load)}),
		...(memory && {memory}),
		...(disk && {disk}),
	};
};

const memoryOf = (lines: readonly string[]): WorkerLoad['memory'] => {
	const known = new Map<string, number>();
	for (const line of lines) {
		const [, key, kib] = /^memory (\w{1,20}) (\d{1,13})$/u.exec(line) ?? [];
		if (key !== undefined) known.set(key, Number(kib) * 1024);
	}
	const totalBytes = known.get('MemTotal') ?? 0;
	const free = known.get('MemFree');
	// Kernels before 3.14 and some containers have no MemAvailable; caches can be dropped.
	const cached = (known.get('Buffers') ?? 0) + (known.get('Cached') ?? 0);
	const available = known.get('MemAvailable') ?? (free === undefined ? undefined : free + cached);
	if (totalBytes === 0 || available === undefined) return undefined;
	return {totalBytes, availableBytes: Math.min(available, totalBytes)};
};

/** Size, used, available, capacity and mount point end the line: the device at its start may contain spaces. */
const diskOf = (lines: readonly string[]): WorkerLoad['disk'] => {
	const line = lines.findLast(each => each.startsWith('disk '));
	const [, total, free] =
		/ (\d{1,15}) +-?\d{1,15} +(-?\d{1,15}) +(?:\d{1,3}%|-) +\//u.exec(line?.replaceAll('\t', ' ') ?? '') ??
		[];
	const totalBytes = Number(total) * 1024;
	// What only root may use counts as free for nobody, and can make it negative.
	return totalBytes > 0
		? {totalBytes, freeBytes: Math.min(Math.max(0, Number(free) * 1024), totalBytes)}
		: undefined;
};
