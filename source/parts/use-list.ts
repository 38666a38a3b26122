import {useMemo, useState} from 'react';
import type {Binding} from '../keys.ts';
import {findCursor, type Place, placeAt, windowOf} from './place.ts';

export type ListState<Row> = {
	readonly rows: readonly Row[];
	readonly cursor: number;
	readonly current: Row | undefined;
	readonly from: number;
	readonly to: number;
	readonly height: number;
	/** For the screen's bindings: they are in the help, not in the key bar. */
	readonly bindings: readonly Binding[];
	/** `3/120`, or `0` without rows. */
	readonly count: string;
	/** Moves to a row, by its index. */
	readonly goTo: (index: number) => void;
	/** Moves to the first row, after a filter has changed the rows. */
	readonly reset: () => void;
};

const start: Place = {id: undefined, index: 0};

/**
 * A cursor over rows that may change at any time: it stays on the row with the same id, or in place if that is gone.
 * @param height rows on the screen · @param at the id of the first row under
 * the cursor · @param isRanked the best row is first: the cursor stays there until it is moved
 */
export const useList = <Row>(
	rows: readonly Row[],
	idOf: (row: Row) => string,
	{height, isRanked = false, at}: {height: number; isRanked?: boolean; at?: string | undefined},
): ListState<Row> => {
	const [place, setPlace] = useState<Place>({...start, id: at});
	// Once a row is under the cursor, keys act on it even when rows move.
	if (!isRanked && place.id === undefined && rows.length > 0) setPlace(placeAt(rows, idOf, place.index));
	// After the rows were sorted it may be anywhere among a hundred thousand: looked for once, not for every key.
	const cursor = useMemo(() => findCursor(rows, idOf, place), [rows, idOf, place]);
	const move = (to: (cursor: number) => number) =>
		setPlace(before => placeAt(rows, idOf, to(before === place ? cursor : findCursor(rows, idOf, before))));
	return {
		rows,
		cursor,
		current: rows[cursor],
		height,
		...windowOf(rows.length, cursor, height),
		bindings: listBindings(move, {height, last: rows.length - 1}),
		count: rows.length === 0 ? '0' : `${cursor + 1}/${rows.length}`,
		goTo: index => move(() => index),
		reset: () => setPlace(start),
	};
};

type Move = (to: (cursor: number) => number) => void;

const listBindings = (move: Move, {height, last}: {height: number; last: number}): readonly Binding[] => {
	const key = (name: string, title: string, to: (cursor: number) => number): Binding => ({
		key: name,
		title,
		isHidden: true,
		group: 'List',
		run: () => move(to),
	});
	const page = Math.max(1, height - 1);
	return [
		key('down', 'Next', at => at + 1),
		key('up', 'Previous', at => at - 1),
		key('j', 'Next', at => at + 1),
		key('k', 'Previous', at => at - 1),
		key('pgdn', 'Page down', at => at + page),
		key('pgup', 'Page up', at => at - page),
		key('ctrl+f', 'Page down', at => at + page),
		key('ctrl+b', 'Page up', at => at - page),
		key('home', 'First', () => 0),
		key('end', 'Last', () => last),
		key('g', 'First', () => 0),
		key('G', 'Last', () => last),
	];
};
