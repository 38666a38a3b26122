import {type ReactNode, useContext, useMemo, useState} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {allImages} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {fleetLabels} from '../../model/worker-labels.ts';
import {type Cell, type Column, Columns} from '../../parts/columns.tsx';
import {textState} from '../../parts/edit-text.ts';
import {FilterList, NoMatches} from '../../parts/filter-list.tsx';
import {useFilter} from '../../parts/use-filter.ts';
import {useFilteredList} from '../../parts/use-list.ts';
import type {Size} from '../../parts/use-window-size.ts';
import {searchImages} from '../../search/search-images.ts';
import {actionEntries, imageEntry, objectEntries, type PaletteEntry} from './palette-entries.ts';
import {useApp, useAppState} from './use-app.ts';
import {useBodyHeight} from './use-body-height.ts';
import {useFuzzy} from './use-fuzzy.ts';
import {usePreparedSearch} from './use-prepared-search.ts';

type Palette = {
	/** Opens it. */
	readonly opener: Binding;
	/** Instead of the screen's own, while it is open. */
	readonly bindings: readonly Binding[];
	/** Instead of the screen's body; undefined while it is closed. */
	readonly body: ((size: Size) => ReactNode) | undefined;
};

/** More images than fit on any screen; searchImages puts the best first. */
const maxImages = 50;
const none: readonly PaletteEntry[] = [];
const noImages: readonly Image[] = [];
const idOf = ({id}: PaletteEntry) => id;
const keys = [
	{name: 'title', weight: 2},
	{name: 'hint', weight: 1},
];
const columns: readonly Column[] = [{grow: 3, width: 20}, {grow: 2, width: 12}, {width: 7}];

/**
 * The command palette, `:`. Finds every action of the screen with its key, and every object of the fleet, as people type.
 * Nothing is searched while it is closed.
 */
export const usePalette = (bindings: readonly Binding[]): Palette => {
	const {notify} = useContext(KeyLayerContext);
	const [isOpen, setOpen] = useState(false);
	const filter = useFilter({isAlways: true});
	const {found, total} = useEntries(isOpen, bindings, filter.query);
	const list = useFilteredList(found, idOf, {filter, height: useBodyHeight() - 1, isRanked: true});
	const close = () => {
		filter.change(textState(''));
		setOpen(false);
	};
	const run = () => {
		const {current} = list;
		if (current === undefined) return;
		if (current.refusal !== undefined) return notify(current.refusal, 'the screen');
		close();
		current.run();
	};
	const open = () => {
		list.reset();
		setOpen(true);
	};
	const opener: Binding = {key: ':', title: 'Commands', group: 'Everywhere', run: open};
	if (!isOpen) return {opener, bindings: [], body: undefined};
	return {
		opener,
		bindings: [
			...filter.bindings,
			{key: 'enter', title: 'Run', run, refusal: list.noRow},
			{key: 'esc', title: 'Close', run: close},
			...list.bindings.filter(each => each.key.length > 1),
		],
		body: ({width}) => (
			<FilterList
				placeholder="type a command, or the name of a worker, DevBox, image, schedule or job"
				total={total}
				list={list}
				idOf={idOf}
				width={width}
				render={(entry, at) => (
					<Columns columns={columns} cells={cellsOf(entry)} width={at.width} isSelected={at.isCursor} />
				)}
				empty={<NoMatches />}
			/>
		),
	};
};

const cellsOf = ({title, hint, key, refusal}: PaletteEntry): readonly Cell[] => [
	{text: title, meaning: refusal === undefined ? 'plain' : 'muted'},
	{text: hint, meaning: refusal === undefined ? 'muted' : 'warning'},
	{text: key, meaning: 'title'},
];

/** Actions before anything is typed; then whatever fits, with images by their own search, which is made for many. */
const useEntries = (
	isOpen: boolean,
	bindings: readonly Binding[],
	query: string,
): {readonly found: readonly PaletteEntry[]; readonly total: number} => {
	const {
		navigation,
		actions: {follow},
	} = useApp();
	const fleet = useAppState(state => state.fleet);
	const {user} = useAppState(state => state.account);
	const isTyped = query.trim() !== '';
	const objects = useMemo(
		() => (isOpen && isTyped ? objectEntries(fleet, navigation, follow) : none),
		[isOpen, isTyped, fleet, navigation, follow],
	);
	// The bindings are new with every drawing; their number and titles seldom are.
	const actions = isOpen ? actionEntries(bindings) : none;
	const shown = actions.map(({id, title, hint}) => `${id} ${title} ${hint}`).join('\n');
	// biome-ignore lint/correctness/useExhaustiveDependencies: `shown` stands for the actions
	const rows = useMemo(() => [...actions, ...objects], [shown, objects]);
	const matches = useFuzzy(rows, query, keys);
	// The same list for every key, so that the search prepares it once.
	const known = isOpen ? allImages(fleet) : noImages;
	usePreparedSearch(known, isOpen);
	const all = isTyped ? known : noImages;
	const labels = fleetLabels(fleet);
	const images = useMemo(
		() =>
			all.length === 0
				? none
				: searchImages([all], query, {me: user, labels})
						.slice(0, maxImages)
						.map(image => imageEntry(image, navigation)),
		[all, query, user, labels, navigation],
	);
	// An action does what its key does now, not when the rows were matched.
	const now = new Map(actions.map(each => [each.id, each]));
	return {
		found: [...matches.map(({row}) => now.get(row.id) ?? row), ...images],
		total: rows.length + all.length,
	};
};
