import {useCallback, useRef, useSyncExternalStore} from 'react';
import type {LogRing} from '../model/log-ring.ts';

/** A log may grow by thousands of lines a second; a frame every 50 ms is enough for the eye and for a slow line. */
const frameMs = 50;

/** How many lines the ring has had so far; renders again when there are more, at most once a frame. */
export const useLogLength = (ring: LogRing): number => {
	const shown = useRef(ring.length);
	const subscribe = useCallback(
		(notify: () => void) => {
			let timer: NodeJS.Timeout | undefined;
			const show = () => {
				timer = undefined;
				shown.current = ring.length;
				notify();
			};
			show();
			const stop = ring.subscribe(() => {
				timer ??= setTimeout(show, frameMs);
			});
			return () => {
				clearTimeout(timer);
				stop();
			};
		},
		[ring],
	);
	return useSyncExternalStore(subscribe, () => shown.current);
};
