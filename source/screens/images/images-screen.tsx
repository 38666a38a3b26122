import {useMemo} from 'react';
import {keyName} from '../../key-names.ts';
import {allImages, imagesOf} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {fleetLabels} from '../../model/worker-labels.ts';
import {FilterList, NoMatches} from '../../parts/filter-list.tsx';
import {useFilter} from '../../parts/use-filter.ts';
import {useFilteredList} from '../../parts/use-list.ts';
import {searchImages} from '../../search/search-images.ts';
import {copyables} from '../shared/copyables.ts';
import {ListScreen} from '../shared/list-screen.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import type {SortColumn} from '../shared/sort-rows.ts';
import {NothingListed} from '../shared/unknown-lists.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useListLayout} from '../shared/use-body-height.ts';
import {usePreparedSearch} from '../shared/use-prepared-search.ts';
import {useRegistered} from '../shared/use-registered.ts';
import {useSelection} from '../shared/use-selection.ts';
import {useSort} from '../shared/use-sort.tsx';
import {imageDetail} from './image-detail.ts';
import {ImageHead, ImageLine, useImageColumns} from './image-table.tsx';
import {useArchiveKeys} from './use-archive-keys.tsx';
import {useCopyKey} from './use-copy-key.tsx';
import {useDeleteKey} from './use-delete-key.tsx';
import {useImageKeys} from './use-image-keys.tsx';
import {usePruneKey} from './use-prune-key.tsx';
import {usePullKey} from './use-pull-key.tsx';
import {usePushKey} from './use-push-key.tsx';
import {useRetentionKey} from './use-retention-key.tsx';

const idOf = (image: Image) => `${image.worker}/${image.reference}`;

const orders: readonly SortColumn<Image>[] = [
	{name: 'name', by: ({name, tag}) => `${name}:${tag}`},
	{name: 'worker', by: ({worker}) => worker},
	{name: 'size', by: ({sizeBytes}) => sizeBytes},
	{name: 'age', by: ({createdAt}) => -createdAt},
	{name: 'os', by: ({os}) => os},
];

/** Lines of the list over its rows: filter and heads. */
const headLines = 2;

/** The golden images, of one worker or of the fleet; `/` filters by name, tag or capability. */
export const ImagesScreen = ({worker, at}: {worker?: string | undefined; at?: string | undefined}) => {
	const {navigation, actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const {user} = useAppState(state => state.account);
	const filter = useFilter();
	const images = worker === undefined ? allImages(fleet) : imagesOf(fleet, worker);
	const sort = useSort('images', orders, images);
	usePreparedSearch(sort.rows, filter.isTyping);
	const labels = fleetLabels(fleet);
	const found = useMemo(
		() => searchImages([sort.rows], filter.query, {me: user, labels}),
		[sort.rows, filter.query, user, labels],
	);
	const {height} = useListLayout(images.length + headLines).list;
	const list = useFilteredList(found, idOf, {filter, height: height - headLines, at});
	const columns = useImageColumns(images);
	const {current} = list;
	const registered = useRegistered();
	const keys = useImageKeys(current);
	const selection = useSelection(sort.rows, idOf, current);
	const removal = useDeleteKey(current, selection);
	const prune = usePruneKey(worker);
	const retention = useRetentionKey(worker, current);
	const copy = useCopyKey(current);
	const push = usePushKey(current);
	const pull = usePullKey(worker ?? current?.worker);
	const archive = useArchiveKeys(current, worker);
	const asking = [keys, copy, push, pull, archive, removal, prune, retention, sort];
	const create = () => navigation.open({name: 'create', ...(worker && {worker})});
	const hasSelection = selection.rows.length > 0;
	return (
		<ScreenFrame
			crumbs={worker === undefined ? ['Images'] : ['Workers', worker, 'Images']}
			hasPanel={false}
			menu={asking.find(({question}) => question !== undefined)?.question}
			copyable={current && copyables.image(current)}
			bindings={[
				...(filter.isTyping ? [] : selection.clearKeys),
				...(hasSelection ? [removal.binding] : []),
				...(filter.isTyping ? filter.bindings : []),
				...keys.bindings,
				...copy.bindings,
				...push.bindings,
				...pull.bindings,
				...(current === undefined || hasSelection ? [] : [removal.binding]),
				selection.selectKey,
				...(filter.isTyping ? [] : filter.bindings),
				prune.binding,
				retention.binding,
				...archive.bindings,
				{key: 'c', title: 'Create image', run: create},
				{key: 'r', title: 'Refresh', run: () => actions.refresh(worker)},
				...sort.bindings,
				{key: 'esc', title: 'Back', run: () => navigation.back()},
				...list.bindings,
			]}
		>
			{size => (
				<ListScreen
					size={size}
					needed={images.length + headLines}
					title={worker === undefined ? 'Images' : `Images on ${worker}`}
					note={sort.noteOf(selection.note, String(images.length))}
					list={({width}) => (
						<FilterList
							total={images.length}
							list={list}
							idOf={idOf}
							selected={selection.ids}
							width={width}
							head={<ImageHead columns={columns} width={width - 4} />}
							render={(image, at) => (
								<ImageLine image={image} query={filter.query} columns={columns} {...at} />
							)}
							empty={images.length === 0 ? <NoImages worker={worker} /> : <NoMatches />}
						/>
					)}
					detail={current && imageDetail(current, fleet, registered)}
				/>
			)}
		</ScreenFrame>
	);
};

const NoImages = ({worker}: {worker: string | undefined}) => (
	<NothingListed list="images" worker={worker}>
		{`No golden images yet. Press ${keyName('c')} to create one from a DevBox.`}
	</NothingListed>
);
