import {useMemo, useState} from 'react';
import {findCaches} from '../../model/caches.ts';
import type {FoundPatterns} from '../../model/exclude-choice.ts';
import {type LayerNode, nodeAt} from '../../model/layer-tree.ts';
import {leftOutCache} from '../../model/left-out.ts';
import type {Draft, SnapshotSource} from '../../model/snapshot.ts';
import {neutralise} from '../../model/text.ts';
import {useList} from '../../parts/use-list.ts';
import {Inspecting} from '../shared/inspecting.tsx';
import {ListScreen} from '../shared/list-screen.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp} from '../shared/use-app.ts';
import {useListLayout} from '../shared/use-body-height.ts';
import {contentsDetail, contentsNote} from './contents-detail.ts';
import {ContentsList, contentsRows} from './contents-list.tsx';
import {createStages} from './create-stages.ts';
import {type Leaving, useLeaving} from './use-leaving.ts';

type Props = {
	readonly source: SnapshotSource;
	readonly draft: Draft;
	/** With what is left out now, and the patterns that were read. */
	readonly onBack: (draft: Draft, found: FoundPatterns | undefined) => void;
	readonly onReview: (draft: Draft, found: FoundPatterns) => void;
};

type Found = FoundPatterns & {readonly tree: LayerNode};

const placeOf = ({worker, devbox}: SnapshotSource) => ({
	crumbs: ['Create image', worker.name, neutralise(devbox.name), 'Contents'],
	stages: createStages('Contents', {worker: worker.name, devbox: devbox.name}),
});

/** What the DevBox's own layer holds, by folder, and what of it the image leaves out. Reached by a key, never on the way. */
export const CreateContents = (props: Props) => {
	const {source, draft} = props;
	const {actions} = useApp();
	const [found, setFound] = useState<Found | undefined>(undefined);
	if (found === undefined)
		return (
			<Inspecting
				{...placeOf(source)}
				words="Listing what the DevBox has beyond its image …"
				ask={signal => actions.contents(source, signal)}
				onBack={() => props.onBack(draft, undefined)}
				onNext={setFound}
			/>
		);
	return <Folders {...props} found={found} />;
};

const Folders = (props: Props & {readonly found: Found}) => {
	const {source, draft, found} = props;
	const {tree} = found;
	const [place, setPlace] = useState<{path: string; at?: string}>({path: '/'});
	const leaving = useLeaving(draft, found);
	const up = () => {
		const parent = place.path.slice(0, place.path.lastIndexOf('/'));
		setPlace({path: parent === '' ? '/' : parent, at: place.path});
	};
	return (
		<Folder
			key={place.path}
			source={source}
			tree={tree}
			node={nodeAt(tree, place.path) ?? tree}
			at={place.at}
			leaving={leaving}
			onOpen={path => setPlace({path})}
			onUp={place.path === '/' ? undefined : up}
			onBack={() => props.onBack(leaving.draft, found)}
			onReview={() => props.onReview(leaving.draft, found)}
		/>
	);
};

type FolderProps = {
	readonly source: SnapshotSource;
	readonly tree: LayerNode;
	/** The folder that is shown. */
	readonly node: LayerNode;
	readonly at: string | undefined;
	readonly leaving: Leaving;
	readonly onOpen: (path: string) => void;
	/** Undefined for the root. */
	readonly onUp: (() => void) | undefined;
	readonly onBack: () => void;
	readonly onReview: () => void;
};

const Folder = (props: FolderProps) => {
	const {source, tree, node, at, leaving, onOpen, onUp, onBack, onReview} = props;
	const {chosen, byHand, setByHand} = leaving;
	const caches = useMemo(() => findCaches(tree).map(leftOutCache), [tree]);
	const rows = useMemo(() => contentsRows(node, chosen), [node, chosen]);
	const list = useList(rows, ({node: {path}}) => path, {height: useListLayout().list.height - 1, at});
	const current = list.current?.node;
	const isFolder = current !== undefined && current.children.size > 0;
	const hasAll = caches.every(({word}) => byHand.some(each => each.word === word));
	const others = byHand.filter(each => !caches.some(({word}) => word === each.word));
	const toggle = leaving.toggling(current);
	return (
		<ScreenFrame
			{...placeOf(source)}
			hasTabs={false}
			hasPanel={false}
			bindings={[
				{
					key: 'enter',
					title: 'Open',
					run: () => isFolder && onOpen(current.path),
					refusal: isFolder ? undefined : 'Only a folder with content can be opened.',
				},
				{
					key: 'space',
					title: toggle.isLeft ? 'Keep' : 'Leave out',
					run: toggle.run,
					refusal: toggle.refusal,
				},
				{
					key: 'C',
					title: hasAll && caches.length > 0 ? 'Keep caches' : 'Leave out caches',
					run: () => setByHand(hasAll ? others : [...others, ...caches]),
					refusal: caches.length === 0 ? 'No caches were found.' : undefined,
				},
				{key: 'ctrl+s', title: 'Review', run: onReview},
				...leaving.bindings,
				{
					key: 'backspace',
					title: 'Up',
					run: () => onUp?.(),
					isHidden: true,
					refusal: onUp ? undefined : 'This is the topmost folder.',
				},
				{key: 'esc', title: onUp ? 'Up' : 'Back', run: onUp ?? onBack},
				...list.bindings,
			]}
		>
			{size => (
				<ListScreen
					size={size}
					title={neutralise(node.path)}
					note={contentsNote(node, chosen)}
					detail={contentsDetail(source, {current, caches, chosen, patterns: leaving.patternsText})}
					list={({width}) => <ContentsList list={list} width={width} />}
				/>
			)}
		</ScreenFrame>
	);
};
