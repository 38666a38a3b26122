import {useMemo, useState} from 'react';
import {findCaches} from '../../model/caches.ts';
import type {LeftOut} from '../../model/image-edits.ts';
import {type LayerNode, nodeAt} from '../../model/layer-tree.ts';
import {leaveOutProblem, leftOutCache, leftOutNode, withLeftOut} from '../../model/left-out.ts';
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

type Props = {
	readonly source: SnapshotSource;
	readonly draft: Draft;
	/** With what is left out now. */
	readonly onBack: (draft: Draft) => void;
	readonly onReview: (draft: Draft) => void;
};

const placeOf = ({worker, devbox}: SnapshotSource) => ({
	crumbs: ['Create image', worker.name, neutralise(devbox.name), 'Contents'],
	stages: createStages('Contents', {worker: worker.name, devbox: devbox.name}),
});

/** What the DevBox's own layer holds, by folder, and what of it the image leaves out. Reached by a key, never on the way. */
export const CreateContents = (props: Props) => {
	const {source, draft, onBack} = props;
	const {actions} = useApp();
	const [tree, setTree] = useState<LayerNode | undefined>(undefined);
	const [place, setPlace] = useState<{path: string; at?: string}>({path: '/'});
	const [chosen, setChosen] = useState<readonly LeftOut[]>(draft.leftOut ?? []);
	if (tree === undefined)
		return (
			<Inspecting
				{...placeOf(source)}
				words="Listing what the DevBox has beyond its image …"
				ask={signal => actions.contents(source, signal)}
				onBack={() => onBack(draft)}
				onNext={setTree}
			/>
		);
	const up = () => {
		const parent = place.path.slice(0, place.path.lastIndexOf('/'));
		setPlace({path: parent === '' ? '/' : parent, at: place.path});
	};
	return (
		<Folder
			key={place.path}
			{...props}
			tree={tree}
			node={nodeAt(tree, place.path) ?? tree}
			at={place.at}
			chosen={chosen}
			setChosen={setChosen}
			onOpen={path => setPlace({path})}
			onUp={place.path === '/' ? undefined : up}
			onBack={() => onBack(withLeftOut(draft, chosen))}
			onReview={() => props.onReview(withLeftOut(draft, chosen))}
		/>
	);
};

type FolderProps = {
	readonly source: SnapshotSource;
	readonly tree: LayerNode;
	/** The folder that is shown. */
	readonly node: LayerNode;
	readonly at: string | undefined;
	readonly chosen: readonly LeftOut[];
	readonly setChosen: (chosen: readonly LeftOut[]) => void;
	readonly onOpen: (path: string) => void;
	/** Undefined for the root. */
	readonly onUp: (() => void) | undefined;
	readonly onBack: () => void;
	readonly onReview: () => void;
};

const Folder = (props: FolderProps) => {
	const {source, tree, node, at, chosen, setChosen, onOpen, onUp, onBack, onReview} = props;
	const caches = useMemo(() => findCaches(tree).map(leftOutCache), [tree]);
	const rows = useMemo(() => contentsRows(node, chosen), [node, chosen]);
	const list = useList(rows, ({node: {path}}) => path, {height: useListLayout().list.height - 1, at});
	const current = list.current?.node;
	const isFolder = current !== undefined && current.children.size > 0;
	const hasAll = caches.every(({word}) => chosen.some(each => each.word === word));
	const others = chosen.filter(each => !caches.some(({word}) => word === each.word));
	const toggle = toggling(current, chosen);
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
					run: () => setChosen(toggle.next),
					refusal: toggle.refusal,
				},
				{
					key: 'C',
					title: hasAll && caches.length > 0 ? 'Keep caches' : 'Leave out caches',
					run: () => setChosen(hasAll ? others : [...others, ...caches]),
					refusal: caches.length === 0 ? 'No caches were found.' : undefined,
				},
				{key: 'ctrl+s', title: 'Review', run: onReview},
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
					detail={contentsDetail(source, {current, caches, chosen})}
					list={({width}) => <ContentsList list={list} width={width} />}
				/>
			)}
		</ScreenFrame>
	);
};

/** What `space` does to a path. */
const toggling = (node: LayerNode | undefined, chosen: readonly LeftOut[]) => {
	if (node === undefined) return {isLeft: false, next: chosen, refusal: 'Nothing is selected.'};
	const {path} = node;
	const isIts = ({word, paths}: LeftOut) => word === path || paths.includes(path);
	if (chosen.some(isIts))
		return {isLeft: true, next: chosen.filter(each => !isIts(each)), refusal: undefined};
	const over = chosen.find(({paths}) => paths.some(each => path.startsWith(`${each}/`)));
	const refusal = over === undefined ? leaveOutProblem(node) : `It is left out with ${over.title}.`;
	return {isLeft: false, next: [...chosen, leftOutNode(node)], refusal};
};
