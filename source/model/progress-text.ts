import prettyBytes from 'pretty-bytes';
import {roughDurationText} from './duration.ts';
import type {Progress} from './progress.ts';

/**
 * The words of a progress, most important first; a narrow place shows the first of them. What is not known is left out.
 *
 *     58 %   612 MB of 1.05 GB   6 s left   71.4 MB/s
 */
export const progressWords = (progress: Progress): readonly string[] => {
	const {doneBytes, totalBytes, percent, bytesPerSecond, leftMs} = progress;
	return [
		percent === undefined ? '' : `${percent} %`,
		totalBytes === undefined
			? prettyBytes(doneBytes)
			: `${prettyBytes(doneBytes)} of ${prettyBytes(totalBytes)}`,
		leftMs === undefined || leftMs === 0 ? '' : `${roughDurationText(leftMs)} left`,
		bytesPerSecond === undefined ? '' : `${prettyBytes(Math.round(bytesPerSecond))}/s`,
	].filter(word => word !== '');
};

/** All of them in one line. */
export const progressText = (progress: Progress): string => progressWords(progress).join(' · ');
