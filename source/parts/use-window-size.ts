import {useIsScreenReaderEnabled, useStdout} from 'ink';
import {useCallback, useSyncExternalStore} from 'react';

/** Of a part of the screen, in cells. */
export type Size = {readonly width: number; readonly height: number};

type WindowSize = {readonly columns: number; readonly rows: number};
type Stdout = ReturnType<typeof useStdout>['stdout'];

/**
 * One shared listener: every open screen needs the size several times, covered ones too, and Node warns of
 * more than ten listeners of one stream. (Ink's own hook adds one each.)
 */
type Watch = {size: WindowSize; readonly listeners: Set<() => void>};
const watches = new WeakMap<Stdout, Watch>();

const maxSpoken = 110;

/** The terminal's size, in cells; renders again when it changes. */
export const useWindowSize = (): WindowSize => {
	const {stdout} = useStdout();
	const isSpoken = useIsScreenReaderEnabled();
	const watch = watchOf(stdout);
	const size = useSyncExternalStore(
		useCallback(
			(listener: () => void) => {
				watch.listeners.add(listener);
				return () => watch.listeners.delete(listener);
			},
			[watch],
		),
		() => watch.size,
	);
	// Panels beside each other cannot be read line by line.
	return isSpoken && size.columns > maxSpoken ? {...size, columns: maxSpoken} : size;
};

const watchOf = (stdout: Stdout): Watch => {
	const known = watches.get(stdout);
	if (known !== undefined) return known;
	const watch: Watch = {size: sizeOf(stdout), listeners: new Set()};
	watches.set(stdout, watch);
	// Never removed: there is one stream in a process.
	stdout.on('resize', () => {
		watch.size = sizeOf(stdout);
		for (const listener of watch.listeners) listener();
	});
	return watch;
};

/** The default for a terminal without a size. */
const sizeOf = (stdout: Stdout): WindowSize => {
	const {columns, rows} = stdout as Partial<WindowSize>;
	return {columns: columns || 80, rows: rows || 24};
};
