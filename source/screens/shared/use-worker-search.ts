import {useMemo} from 'react';
import type {WorkerView} from '../../model/fleet.ts';
import type {Ranges} from '../../parts/highlight.tsx';
import {type Match, useFuzzy} from './use-fuzzy.ts';
import {useLabelFilter} from './use-label-filter.ts';
import {reachWord} from './words.ts';

/** What is searched of a worker beside its name. An offline one is found by either word. */
const otherTexts = ({worker, reach}: WorkerView, state: string): readonly string[] => [
	...(worker.labels ?? []),
	...(worker.ssh === undefined ? [] : [worker.ssh]),
	...(reach.state === 'down' ? ['down', 'offline'] : [state]),
];

/** For Fuse; the name weighs most. */
const keysOf = <Row>(viewOf: (row: Row) => WorkerView) => [
	{name: 'name', weight: 3, getFn: (row: Row) => viewOf(row).worker.name},
	{name: 'others', weight: 1, getFn: (row: Row) => [...otherTexts(viewOf(row), reachWord(viewOf(row)))]},
];

const rangesIn = (name: string, words: readonly string[]): Ranges =>
	words.flatMap(word => {
		const at = name.indexOf(word);
		return at < 0 ? [] : [[at, at + word.length - 1] as const];
	});

/** The rows that hold every word as it is typed, in their order; one whose name is just that comes first. */
const exactly = <Row>(
	rows: readonly Row[],
	query: string,
	viewOf: (row: Row) => WorkerView,
): readonly Match<Row>[] => {
	const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
	if (words.length === 0) return [];
	const found = rows.flatMap(row => {
		const view = viewOf(row);
		const name = view.worker.name.toLowerCase();
		const texts = [name, ...otherTexts(view, reachWord(view)).map(text => text.toLowerCase())];
		if (!words.every(word => texts.some(text => text.includes(word)))) return [];
		return [{row, isWhole: name === words[0], ranges: {name: rangesIn(name, words)}}];
	});
	return found.toSorted((a, b) => Number(b.isWhole) - Number(a.isWhole));
};

/**
 * The workers that a filter finds, by name, label (also `label:gpu`), SSH target and state. Names of a fleet often differ in one
 * digit only, so typos are forgiven only where no worker holds what is typed.
 * @param viewOf the worker of a row; the same function at each call
 */
export const useWorkerSearch = <Row>(
	rows: readonly Row[],
	query: string,
	viewOf: (row: Row) => WorkerView,
): readonly Match<Row>[] => {
	const keys = useMemo(() => keysOf(viewOf), [viewOf]);
	const nameOf = useMemo(() => (row: Row) => viewOf(row).worker.name, [viewOf]);
	const {rows: labelled, rest} = useLabelFilter(rows, query, nameOf);
	const exact = useMemo(() => exactly(labelled, rest, viewOf), [labelled, rest, viewOf]);
	const similar = useFuzzy(labelled, exact.length > 0 ? '' : rest, keys);
	return exact.length > 0 ? exact : similar;
};
