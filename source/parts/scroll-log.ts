import type {Binding} from '../keys.ts';
import type {LogRing} from '../model/log-ring.ts';
import {endOfFill, firstToFill, type LogLayout} from './log-rows.ts';

export type Scroll =
	| 'up'
	| 'down'
	| 'page-up'
	| 'page-down'
	| 'half-up'
	| 'half-down'
	| 'top'
	| 'bottom'
	| 'hold-or-follow';

/**
 * The line at the top after a scroll, or undefined at the end, where the log is followed. `top` stays on its line
 * while the log grows; if the line is gone, on the oldest that is left.
 */
export const scrollLog = (
	ring: LogRing,
	{top, layout}: {top: number | undefined; layout: LogLayout},
	scroll: Scroll,
): number | undefined => {
	const last = firstToFill(ring, ring.length, layout);
	const from = Math.max(ring.first, Math.min(top ?? last, last));
	if (scroll === 'hold-or-follow') return top === undefined ? last : undefined;
	const half = {...layout, height: Math.max(1, Math.floor(layout.height / 2))};
	const to = {
		up: from - 1,
		down: from + 1,
		// One line is repeated, for orientation.
		'page-up': Math.min(from - 1, firstToFill(ring, from + 1, layout)),
		'page-down': Math.max(from + 1, endOfFill(ring, from, layout) - 1),
		'half-up': firstToFill(ring, from, half),
		'half-down': endOfFill(ring, from, half),
		top: ring.first,
		bottom: last,
	}[scroll];
	return to >= last ? undefined : Math.max(ring.first, to);
};

/** For the screen's bindings: only the first is in the key bar. */
export const scrollBindings = (
	scroll: (scroll: Scroll) => void,
	{isFollowing}: {isFollowing: boolean},
): readonly Binding[] => {
	const key = (name: string, title: string, to: Scroll): Binding => ({
		key: name,
		title,
		group: 'Log',
		isHidden: to !== 'hold-or-follow',
		run: () => scroll(to),
	});
	return [
		key('f', isFollowing ? 'Pause' : 'Follow', 'hold-or-follow'),
		key('up', 'Line up', 'up'),
		key('down', 'Line down', 'down'),
		key('k', 'Line up', 'up'),
		key('j', 'Line down', 'down'),
		key('pgup', 'Page up', 'page-up'),
		key('pgdn', 'Page down', 'page-down'),
		key('ctrl+b', 'Page up', 'page-up'),
		key('ctrl+f', 'Page down', 'page-down'),
		key('ctrl+u', 'Half page up', 'half-up'),
		key('ctrl+d', 'Half page down', 'half-down'),
		key('home', 'First line', 'top'),
		key('g', 'First line', 'top'),
		key('end', 'Last line', 'bottom'),
		key('G', 'Last line', 'bottom'),
	];
};
