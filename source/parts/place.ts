/** A list's cursor: the id of its row, and the index of that row. */
export type Place = {
	readonly id: string | undefined;
	readonly index: number;
	/** It was not moved: it is on the first row, whichever that is. */
	readonly isTop?: boolean;
};

/** The rows to draw so that the cursor is among them, in the middle where that is possible. */
export const windowOf = (length: number, cursor: number, rows: number): {from: number; to: number} => {
	const from = Math.max(0, Math.min(cursor - Math.floor(rows / 2), length - rows));
	return {from, to: Math.min(length, from + Math.max(0, rows))};
};

/** The cursor follows its row when rows change; if the row is gone, it stays in place. */
export const findCursor = <Row>(
	rows: readonly Row[],
	idOf: (row: Row) => string,
	{id, index, isTop}: Place,
): number => {
	if (isTop) return 0;
	const inside = Math.max(0, Math.min(rows.length - 1, index));
	if (id === undefined) return inside;
	// Rows seldom move far, so search outwards from the last index.
	for (let distance = 0; distance <= rows.length; distance += 1) {
		for (const at of [index - distance, index + distance]) {
			const row = rows[at];
			if (row !== undefined && idOf(row) === id) return at;
		}
	}
	return inside;
};

/** The place of the row at an index, clamped. */
export const placeAt = <Row>(rows: readonly Row[], idOf: (row: Row) => string, index: number): Place => {
	const inside = Math.max(0, Math.min(rows.length - 1, index));
	const row = rows[inside];
	return {id: row === undefined ? undefined : idOf(row), index: inside};
};
