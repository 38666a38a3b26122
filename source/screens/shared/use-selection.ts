import {useMemo, useState} from 'react';
import type {Binding} from '../../keys.ts';

export type Selection<Row> = {
	/** For the list, which marks these rows. */
	readonly ids: ReadonlySet<string>;
	/** The selected rows in the list's order, those that a filter hides too. */
	readonly rows: readonly Row[];
	/** The space bar. */
	readonly selectKey: Binding;
	/** Before those of the filter: Escape clears the selection first. */
	readonly clearKeys: readonly Binding[];
	/** `3 selected`, or '' for none. */
	readonly note: string;
	readonly clear: () => void;
};

const none: ReadonlySet<string> = new Set();

/**
 * Several rows of a list, selected with the space bar. A row is known by its id, so that the selection survives a refresh;
 * rows that are gone are forgotten.
 * @param rows all rows, whatever the filter · @param current the row under the cursor
 */
export const useSelection = <Row>(
	rows: readonly Row[],
	idOf: (row: Row) => string,
	current: Row | undefined,
): Selection<Row> => {
	const [ids, setIds] = useState(none);
	// Looks at the rows only when they or the selection change, not at each key.
	const chosen = useMemo(
		() => (ids.size === 0 ? [] : rows.filter(row => ids.has(idOf(row)))),
		[rows, ids, idOf],
	);
	if (chosen.length < ids.size) setIds(new Set(chosen.map(idOf)));
	const clear = () => setIds(none);
	const id = current && idOf(current);
	const toggle = () => {
		if (id === undefined) return;
		const next = new Set(ids);
		if (!next.delete(id)) next.add(id);
		setIds(next);
	};
	return {
		ids,
		rows: chosen,
		clear,
		note: chosen.length === 0 ? '' : `${chosen.length} selected`,
		selectKey: {
			key: 'space',
			title: id !== undefined && ids.has(id) ? 'Deselect' : 'Select',
			group: 'List',
			run: toggle,
			refusal: id === undefined ? 'There is no row to select.' : undefined,
		},
		clearKeys: ids.size === 0 ? [] : [{key: 'esc', title: 'Clear selection', group: 'List', run: clear}],
	};
};
