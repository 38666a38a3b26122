import {useState} from 'react';
import type {DevboxDetail} from '../../model/devbox.ts';
import {type Draft, isWindows, type SnapshotMethod, type SnapshotSource} from '../../model/snapshot.ts';
import {maxStopTimeout, secondsToShutDown, secondsUntilForce} from '../../model/windows-stop.ts';
import {textState} from '../../parts/edit-text.ts';

/** Options of a Windows DevBox: how long it may take to shut down, and whether an unclean disk is accepted. */
export const useWindowsOptions = (
	source: SnapshotSource,
	draft: Draft | undefined,
	method: SnapshotMethod | undefined,
) => {
	const [stopTimeout, setStopTimeout] = useState(textState(String(draft?.stopTimeout ?? '')));
	const [acceptUnclean, setAcceptUnclean] = useState(draft?.acceptUnclean ?? false);
	const hasStopTimeout = isWindows(source.devbox) && method === 'stop';
	// A live snapshot is never clean, and says so anyway.
	const hasUnclean = hasStopTimeout || (isWindows(source.devbox) && method === 'off');
	const seconds = stopTimeoutSeconds(stopTimeout.text);
	const value: Pick<Draft, 'stopTimeout' | 'acceptUnclean'> = {
		...(hasStopTimeout && seconds !== undefined && {stopTimeout: seconds}),
		...(hasUnclean && acceptUnclean && {acceptUnclean}),
	};
	return {
		stopTimeout,
		setStopTimeout,
		acceptUnclean,
		setAcceptUnclean,
		hasStopTimeout,
		hasUnclean,
		problem: hasStopTimeout ? stopTimeoutProblem(stopTimeout.text) : undefined,
		note: stopNote(source.devbox, seconds),
		value,
	};
};

/** More time than its entrypoint gives Windows only makes Ingot wait longer. */
const stopNote = (devbox: DevboxDetail, seconds: number | undefined): string => {
	const least = secondsToShutDown(devbox);
	if (seconds === undefined) return `Default ${least} s. The DevBox’s own TIMEOUT applies if it is longer.`;
	return seconds < least
		? `${least} s apply: the DevBox’s own limit is longer.`
		: `Ingot waits up to ${seconds} s, but the DevBox’s own TIMEOUT kills Windows after ${secondsUntilForce(devbox)} s.`;
};

/** `300` or `5m` → seconds; undefined for anything else. */
const stopTimeoutSeconds = (typed: string): number | undefined => {
	const [, digits = '', unit] = /^(\d{1,5})\s*(s|m)?$/u.exec(typed.trim()) ?? [];
	const seconds = Number(digits) * (unit === 'm' ? 60 : 1);
	return digits !== '' && seconds >= 1 && seconds <= maxStopTimeout ? seconds : undefined;
};

/** Why the text is no time, or undefined when it is one; empty is the default. */
const stopTimeoutProblem = (typed: string): string | undefined =>
	typed.trim() === '' || stopTimeoutSeconds(typed) !== undefined
		? undefined
		: `Use seconds or minutes, such as 300 or 5m (at most ${maxStopTimeout} s).`;
