/** What a step has reported so far, with the rate and the time left, smoothed. */
export type StepProgress = {
	/** The step's id. */
	readonly step: string;
	readonly doneBytes: number;
	/** undefined where nobody knows it. */
	readonly totalBytes: number | undefined;
	/** The first report and the last: epoch ms of the worker's clock. */
	readonly startedAt: number;
	readonly at: number;
	readonly bytesPerSecond: number | undefined;
	readonly leftMs: number | undefined;
};

type Sample = Pick<StepProgress, 'step' | 'at' | 'doneBytes' | 'totalBytes'>;

/** What is known of a running step. */
export type Progress = {
	readonly doneBytes: number;
	/** undefined where it is unknown: no bar then, and no time left. */
	readonly totalBytes: number | undefined;
	/** Whole percent, rounded down; undefined without a total. */
	readonly percent: number | undefined;
	/** undefined in the first seconds, and when nothing was reported for a while. */
	readonly bytesPerSecond: number | undefined;
	readonly leftMs: number | undefined;
};

/** How long a rate is averaged, ms; a report of now counts as much as all those before this long. */
const averageMs = 10_000;
/** Before, a rate says more about the start than about the step. */
const unsureMs = 3000;
/** A step that works reports at least every ten seconds. */
const silentMs = 15_000;

/**
 * The text of a progress event, `612000000 1050000000`: bytes done and in total, 0 where the total is unknown.
 * @param at epoch ms of the event
 * @returns undefined for any other text
 */
export const toSample = (text: string, at: number): Omit<Sample, 'step'> | undefined => {
	const [, done, total] = /^(\d{1,15}) (\d{1,15})$/u.exec(text) ?? [];
	if (done === undefined) return undefined;
	const totalBytes = Number(total) || undefined;
	return {at, doneBytes: Number(done), totalBytes};
};

/** Adds a report. A step that begins anew (another total, fewer bytes, a clock set back) is measured anew. */
export const addProgress = (before: StepProgress | undefined, sample: Sample): StepProgress => {
	if (before === undefined || !continues(before, sample))
		return {...sample, startedAt: sample.at, bytesPerSecond: undefined, leftMs: undefined};
	const pastMs = sample.at - before.at;
	if (pastMs === 0) return before;
	const now = ((sample.doneBytes - before.doneBytes) / pastMs) * 1000;
	const bytesPerSecond = near(before.bytesPerSecond, now, pastMs);
	return {
		...sample,
		startedAt: before.startedAt,
		bytesPerSecond,
		leftMs: left(before, {...sample, bytesPerSecond}),
	};
};

const continues = (before: StepProgress, {step, at, doneBytes, totalBytes}: Sample): boolean =>
	step === before.step &&
	at >= before.at &&
	doneBytes >= before.doneBytes &&
	totalBytes === before.totalBytes;

/** The time left goes down by itself; a rate that changes moves it slowly. */
const left = (
	before: StepProgress,
	{at, doneBytes, totalBytes, bytesPerSecond}: Sample & {readonly bytesPerSecond: number},
): number | undefined => {
	if (totalBytes === undefined) return undefined;
	if (doneBytes >= totalBytes) return 0;
	if (bytesPerSecond <= 0) return undefined;
	const pastMs = at - before.at;
	const expected = before.leftMs === undefined ? undefined : Math.max(0, before.leftMs - pastMs);
	// Until it is shown there is nothing that could jump.
	const isShown = before.at - before.startedAt >= unsureMs;
	const byRate = ((totalBytes - doneBytes) / bytesPerSecond) * 1000;
	return isShown ? near(expected, byRate, pastMs) : byRate;
};

/** From what was known towards what is reported, further the longer ago that was. */
const near = (known: number | undefined, reported: number, pastMs: number): number =>
	known === undefined ? reported : reported + (known - reported) * Math.exp(-pastMs / averageMs);

/**
 * A step's progress at a moment, without guesses.
 * @param now epoch ms of the worker's clock; by default when it last reported
 */
export const progressOf = (progress: StepProgress, now = progress.at): Progress => {
	const {doneBytes, at, startedAt} = progress;
	// A total that turns out too small was an estimate.
	const isWithin = progress.totalBytes !== undefined && doneBytes <= progress.totalBytes;
	const totalBytes = isWithin ? progress.totalBytes : undefined;
	const sinceMs = Math.max(0, now - at);
	const isKnown = at - startedAt >= unsureMs && sinceMs < silentMs;
	const leftMs = progress.leftMs === undefined ? undefined : Math.max(0, progress.leftMs - sinceMs);
	return {
		doneBytes,
		totalBytes,
		percent: totalBytes === undefined ? undefined : Math.floor((100 * doneBytes) / totalBytes),
		bytesPerSecond: isKnown ? progress.bytesPerSecond : undefined,
		leftMs: isKnown && totalBytes !== undefined ? leftMs : undefined,
	};
};
