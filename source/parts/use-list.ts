import {useMemo, useState} from 'react';
import type {Binding} from '../keys.ts';
import {findCursor, type Place, placeAt, windowOf} from './place.ts';
import type {Filter} from './use-filter.ts';

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
	/** Why a key that acts on the row under the cursor does nothing: there is none. */
	readonly noRow: string | undefined;
	/** Moves to a row, by its index. */
	readonly goTo: (index: number) => void;
	/** Moves to the first row. */
	readonly reset: () => void;
};

/** A list whose rows a filter has chosen: FilterList draws no other, so no screen can forget what the cursor owes the filter. */
export type FilteredList<Row> = ListState<Row> & {readonly filter: Filter};

type Options = {
	/** Rows on the screen. */
	readonly height: number;
	/** The best row is first: the cursor stays there until it is moved. */
	readonly isRanked?: boolean;
	/** The id of the first row under the cursor. */
	readonly at?: string | undefined;
};

const start: Place = {id: undefined, index: 0};

/**
 * A cursor over rows that may change at any time: it stays on the row with the same id, or in place if that is gone.
 */
export const useList = <Row>(
	rows: readonly Row[],
	idOf: (row: Row) => string,
	options: Options,
): ListState<Row> => useCursor(rows, idOf, {...options, query: ''});

/**
 * `useList` under a filter. Each change of the query leads to the first row, which is the best match; when the query is
 * cleared, the cursor stays on the row that was found.
 * @param rows those that the filter has chosen
 */
export const useFilteredList = <Row>(
	rows: readonly Row[],
	idOf: (row: Row) => string,
	{filter, ...options}: Options & {readonly filter: Filter},
): FilteredList<Row> => ({...useCursor(rows, idOf, {...options, query: filter.query.trim()}), filter});

const useCursor = <Row>(
	rows: readonly Row[],
	idOf: (row: Row) => string,
	{height, isRanked = false, at, query}: Options & {readonly query: string},
): ListState<Row> => {
	const [known, setKnown] = useState(query);
	const [place, setPlace] = useState<Place>({...start, id: at});
	const isNew = query !== known;
	if (isNew) setKnown(query);
	// Once a row is under the cursor, keys act on it even when rows move.
	const settled = settle(rows, idOf, {
		place: isNew && query !== '' ? start : place,
		isRanked: isRanked && !(isNew && query === ''),
	});
	if (settled.id !== place.id || settled.isTop !== place.isTop) setPlace(settled);
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
		noRow: rows.length > 0 ? undefined : query === '' ? 'The list is empty.' : 'Nothing matches the filter.',
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
	const half = Math.max(1, Math.floor(height / 2));
	return [
		key('down', 'Next', at => at + 1),
		key('up', 'Previous', at => at - 1),
		key('j', 'Next', at => at + 1),
		key('k', 'Previous', at => at - 1),
		key('pgdn', 'Page down', at => at + page),
		key('pgup', 'Page up', at => at - page),
		key('ctrl+f', 'Page down', at => at + page),
		key('ctrl+b', 'Page up', at => at - page),
		key('ctrl+d', 'Half page down', at => at + half),
		key('ctrl+u', 'Half page up', at => at - half),
		key('home', 'First', () => 0),
		key('end', 'Last', () => last),
		key('g', 'First', () => 0),
		key('G', 'Last', () => last),
	];
};

/**
 * The place with the id of its row, as soon as there is one.
 * @param isRanked the best row is first: a cursor that was not moved stays on the first row, whichever that becomes
 */
const settle = <Row>(
	rows: readonly Row[],
	idOf: (row: Row) => string,
	{place, isRanked}: {place: Place; isRanked: boolean},
): Place => {
	if (!isRanked && place.isTop) return {id: place.id, index: 0};
	if (place.id !== undefined && !place.isTop) return place;
	if (rows.length === 0) return isRanked ? {...place, id: undefined} : place;
	return isRanked ? {...placeAt(rows, idOf, 0), isTop: true} : placeAt(rows, idOf, place.index);
};
