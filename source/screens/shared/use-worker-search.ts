import {useMemo} from 'react';
import type {WorkerView} from '../../model/fleet.ts';
import {type Match, useFuzzy} from './use-fuzzy.ts';
import {useLabelFilter} from './use-label-filter.ts';
import {reachWord} from './words.ts';

/** What is searched of a worker; the name weighs most. An offline one is found by either word. */
const keysOf = <Row>(viewOf: (row: Row) => WorkerView) => [
	{name: 'name', weight: 3, getFn: (row: Row) => viewOf(row).worker.name},
	{name: 'labels', weight: 1, getFn: (row: Row) => viewOf(row).worker.labels ?? []},
	{name: 'ssh', weight: 1, getFn: (row: Row) => viewOf(row).worker.ssh ?? ''},
	{
		name: 'state',
		weight: 1,
		getFn: (row: Row) => (viewOf(row).reach.state === 'down' ? ['down', 'offline'] : reachWord(viewOf(row))),
	},
];

/**
 * The workers that a filter finds, by name, label (also `label:gpu`), SSH target and state.
 * @param viewOf the worker of a row; the same function at each call
 */
export const useWorkerSearch = <Row>(
	rows: readonly Row[],
	query: string,
	viewOf: (row: Row) => WorkerView,
): readonly Match<Row>[] => {
	const keys = useMemo(() => keysOf(viewOf), [viewOf]);
	const nameOf = useMemo(() => (row: Row) => viewOf(row).worker.name, [viewOf]);
	const labelled = useLabelFilter(rows, query, nameOf);
	return useFuzzy(labelled.rows, labelled.rest, keys);
};
