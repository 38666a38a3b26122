import {Text} from 'ink';
import prettyBytes from 'pretty-bytes';
import type {LeftOut} from '../../model/image-edits.ts';
import {filesIn, type LayerNode, largestFirst} from '../../model/layer-tree.ts';
import {ColumnHeads, Columns} from '../../parts/columns.tsx';
import {List} from '../../parts/list.tsx';
import type {ListState} from '../../parts/use-list.ts';

/** A path of the folder that is shown. */
export type ContentsRow = {
	readonly node: LayerNode;
	/** Whether the image leaves out all of it, or something in it. */
	readonly left: 'all' | 'part' | undefined;
};

export const contentsRows = (folder: LayerNode, chosen: readonly LeftOut[]): readonly ContentsRow[] => {
	const all = new Set(chosen.flatMap(({paths}) => paths));
	const around = new Set([...all].flatMap(foldersOf));
	const isIn = foldersOf(`${folder.path}/`).some(each => all.has(each));
	return largestFirst(folder).map(node => {
		if (isIn || all.has(node.path)) return {node, left: 'all'};
		return {node, left: around.has(node.path) ? 'part' : undefined};
	});
};

/** `/a/b/c` → `/a/b`, `/a` */
const foldersOf = (path: string): readonly string[] =>
	path
		.split('/')
		.slice(1, -1)
		.map((_, index, names) => `/${names.slice(0, index + 1).join('/')}`);

const columns = [
	{width: 18, grow: 1},
	{width: 9, isRight: true},
	{width: 8, isRight: true},
	{width: 8},
] as const;

const words = {all: 'left out', part: 'partly'} as const;

/** The content of a folder, largest first. */
export const ContentsList = ({list, width}: {list: ListState<ContentsRow>; width: number}) => (
	<List
		list={list}
		idOf={({node}) => node.path}
		width={width}
		head={<ColumnHeads columns={columns} heads={['NAME', 'SIZE', 'FILES', 'CHANGE']} width={width - 4} />}
		render={({node, left}, {isCursor, width: room}) => (
			<Columns
				columns={columns}
				cells={[
					{text: nameOf(node), meaning: left === 'all' ? 'muted' : 'plain'},
					{text: node.type === 'deleted' ? '' : prettyBytes(node.sizeBytes)},
					{text: node.type === 'deleted' ? '' : String(filesIn(node))},
					{
						text: left === undefined ? node.change : words[left],
						meaning: left === undefined ? 'muted' : 'warning',
					},
				]}
				width={room}
				isSelected={isCursor}
			/>
		)}
		empty={<Text>The DevBox has nothing beyond its image.</Text>}
	/>
);

const nameOf = ({path, type}: LayerNode): string =>
	`${path.slice(path.lastIndexOf('/') + 1)}${type === 'folder' ? '/' : ''}`;
