import {useState} from 'react';
import type {Binding} from '../keys.ts';

/** The rows to draw so that the cursor is among them, in the middle where that is possible. */
export const windowOf = (length: number, cursor: number, rows: number): {from: number; to: number} => {
	const from = Math.max(0, Math.min(cursor - Math.floor(rows / 2), length - rows));
	return {from, to: Math.min(length, from + Math.max(0, rows))};
};

export type ListState<Row> = {
	readonly rows: readonly Row[];
	readonly cursor: number;
	readonly current: Row | undefined;
	readonly from: number;
	readonly to: number;
	readonly height: number;
	/** For the screen's bindings: they stand in the help, not in the key bar. */
	readonly bindings: readonly Binding[];
};

/**
 * A cursor over rows that may change at any time: it stays on the row with the same id, and where that is gone, in place.
 * @param height rows on the screen
 */
export const useList = <Row>(
	rows: readonly Row[],
	idOf: (row: Row) => string,
	height: number,
): ListState<Row> => {
	const [place, setPlace] = useState<{id: string | undefined; index: number}>({id: undefined, index: 0});
	const cursor = findCursor(rows, idOf, place);
	const move = (to: number) => {
		const index = Math.max(0, Math.min(rows.length - 1, to));
		const row = rows[index];
		setPlace({id: row === undefined ? undefined : idOf(row), index});
	};
	const key = (name: string, title: string, to: number): Binding => ({
		key: name,
		title,
		isHidden: true,
		run: () => move(to),
	});
	return {
		rows,
		cursor,
		current: rows[cursor],
		height,
		...windowOf(rows.length, cursor, height),
		bindings: [
			key('down', 'Next', cursor + 1),
			key('up', 'Previous', cursor - 1),
			key('j', 'Next', cursor + 1),
			key('k', 'Previous', cursor - 1),
			key('pgdn', 'A page on', cursor + height),
			key('pgup', 'A page back', cursor - height),
			key('ctrl+f', 'A page on', cursor + height),
			key('ctrl+b', 'A page back', cursor - height),
			key('home', 'First', 0),
			key('end', 'Last', rows.length - 1),
			key('g', 'First', 0),
			key('G', 'Last', rows.length - 1),
		],
	};
};

const findCursor = <Row>(
	rows: readonly Row[],
	idOf: (row: Row) => string,
	place: {id: string | undefined; index: number},
): number => {
	const there = rows[place.index];
	if (there !== undefined && (place.id === undefined || idOf(there) === place.id)) return place.index;
	const found = place.id === undefined ? -1 : rows.findIndex(row => idOf(row) === place.id);
	return found === -1 ? Math.max(0, Math.min(rows.length - 1, place.index)) : found;
};
