import {Text} from 'ink';
import prettyBytes from 'pretty-bytes';
import {originOf} from '../../model/excluded-text.ts';
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
	/** Whose pattern leaves it out: `.ingotignore`, `saved`. */
	readonly origin: string | undefined;
};

/** The rows of a folder, largest first, each with whether it is left out, and by what. */
export const contentsRows = (folder: LayerNode, chosen: readonly LeftOut[]): readonly ContentsRow[] => {
	const all = new Map(chosen.flatMap(each => each.paths.map(path => [path, originOf(each)] as const)));
	const around = new Set([...all.keys()].flatMap(foldersOf));
	const over = foldersOf(`${folder.path}/`).find(each => all.has(each));
	return largestFirst(folder).map(node => {
		const by = over ?? node.path;
		if (all.has(by)) return {node, left: 'all', origin: all.get(by)};
		return {node, left: around.has(node.path) ? 'part' : undefined, origin: undefined};
	});
};

/** `/a/b/c` → `/a/b`, `/a` */
const foldersOf = (path: string): readonly string[] =>
	path
		.split('/')
		.slice(1, -1)
		.map((_, index, names) => `/${names.slice(0, index + 1).join('/')}`);

const columnsOf = (changeWidth: number) =>
	[
		{width: changeWidth > 8 ? 12 : 18, grow: 1},
		{width: 9, isRight: true},
		{width: 8, isRight: true},
		{width: changeWidth},
	] as const;

const words = {all: 'left out', part: 'partly'} as const;

/** The content of a folder, largest first. */
export const ContentsList = ({list, width}: {list: ListState<ContentsRow>; width: number}) => {
	const origins = list.rows.map(({origin}) => origin?.length ?? 0);
	const widest = Math.max(0, ...origins);
	const columns = columnsOf(widest === 0 ? 8 : 10 + widest);
	return (
		<List
			list={list}
			idOf={({node}) => node.path}
			width={width}
			head={<ColumnHeads columns={columns} heads={['NAME', 'SIZE', 'FILES', 'CHANGE']} width={width - 4} />}
			render={({node, left, origin}, {isCursor, width: room}) => (
				<Columns
					columns={columns}
					cells={[
						{text: nameOf(node), meaning: left === 'all' ? 'muted' : 'plain'},
						{text: node.type === 'deleted' ? '' : prettyBytes(node.sizeBytes)},
						{text: node.type === 'deleted' ? '' : String(filesIn(node))},
						{
							text: left === undefined ? node.change : [words[left], origin].filter(Boolean).join(': '),
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
};

const nameOf = ({path, type}: LayerNode): string =>
	`${path.slice(path.lastIndexOf('/') + 1)}${type === 'folder' ? '/' : ''}`;
