import type {SnapshotMethod} from './snapshot.ts';

/** How long a snapshot takes, in seconds. */
export type SnapshotEstimate = {
	/** How long the DevBox is frozen or off. */
	readonly interrupted: number;
	/** The whole job. */
	readonly whole: number;
};

/** Bytes a second, and seconds that do not grow with the layer: medians of docs/measurements.md, so they are only about right. */
const copied = 1.2e9;
const packed = 70e6;
const fixed = 2;
const shortestFreeze = 0.2;
/** Until a guest is off and on again: its own shutdown and boot come on top. */
const restarted = 10;

/** A first idea of the times, from the method and the bytes of the DevBox's own layer or its Windows disk. */
export const snapshotEstimate = (method: SnapshotMethod, layerBytes: number): SnapshotEstimate => {
	const packing = layerBytes / packed;
	const copying = shortestFreeze + layerBytes / copied;
	const whole = fixed + packing + copying;
	switch (method) {
		case 'staging':
			return {interrupted: copying, whole};
		case 'pause':
			return {interrupted: shortestFreeze + packing, whole: fixed + packing};
		case 'restart':
			return {interrupted: fixed + packing, whole: fixed + packing};
		case 'stop':
			return {interrupted: restarted + copying, whole: restarted + whole};
		case 'live':
			return {interrupted: shortestFreeze, whole};
		case 'off':
			return {interrupted: 0, whole};
	}
};

/** `about 0.2 s`, `about 40 s`, `about 3 min`: no more digits than an estimate has. */
export const aboutSeconds = (seconds: number): string => {
	if (seconds < 1) return `about ${Math.max(0.1, seconds).toFixed(1)} s`;
	if (seconds < 10) return `about ${Math.round(seconds)} s`;
	if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s`;
	return seconds < 5400 ? `about ${Math.round(seconds / 60)} min` : `about ${Math.round(seconds / 3600)} h`;
};

/** `frozen about 0.2 s`, `off about 10 s`, `not interrupted` */
export const interruptionText = (method: SnapshotMethod, layerBytes: number): string => {
	const {interrupted} = snapshotEstimate(method, layerBytes);
	if (interrupted === 0) return 'not interrupted';
	return `${method === 'stop' || method === 'restart' ? 'off' : 'frozen'} ${aboutSeconds(interrupted)}`;
};
