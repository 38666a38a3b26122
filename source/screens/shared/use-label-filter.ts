import {useMemo} from 'react';
import {fitsLabels, fleetLabels, splitLabels} from '../../model/worker-labels.ts';
import {useAppState} from './use-app.ts';

/**
 * Applies the `label:` words of a filter, and returns the other words for the list's own search.
 * @param workerOf the worker of a row; the same function at each call
 */
export const useLabelFilter = <Row>(
	rows: readonly Row[],
	query: string,
	workerOf: (row: Row) => string,
): {readonly rows: readonly Row[]; readonly rest: string} => {
	const labels = useAppState(state => fleetLabels(state.fleet));
	return useMemo(() => {
		const wanted = splitLabels(query);
		return {
			rows:
				wanted.labels.length === 0
					? rows
					: rows.filter(row => fitsLabels(labels[workerOf(row)], wanted.labels)),
			rest: wanted.rest,
		};
	}, [rows, query, workerOf, labels]);
};
