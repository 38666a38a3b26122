import type {EscapedPath} from './image-edits.ts';
import type {LayerRecord} from './layer-record.ts';

/** How many paths were added, changed and deleted; a folder counts by what it contains. */
type LayerCounts = {readonly added: number; readonly changed: number; readonly deleted: number};

/** A path of a layer, with everything under it. */
export type LayerNode = {
	/** `/` for the root. */
	readonly path: EscapedPath;
	readonly type: LayerRecord['type'];
	readonly change: LayerRecord['change'];
	/** Of all files in it; hard links once. */
	readonly sizeBytes: number;
	readonly counts: LayerCounts;
	readonly children: ReadonlyMap<string, LayerNode>;
};

type Building = {
	path: EscapedPath;
	type: LayerRecord['type'];
	change: LayerRecord['change'];
	sizeBytes: number;
	counts: {added: number; changed: number; deleted: number};
	children: Map<string, Building>;
};

/** The records as a tree by folder, with sums. */
export const layerTree = (records: readonly LayerRecord[]): LayerNode => {
	const root = folderAt('/');
	for (const record of records) addRecord(root, record);
	return root;
};

const folderAt = (path: EscapedPath): Building => ({
	path,
	type: 'folder',
	change: 'changed',
	sizeBytes: 0,
	counts: {added: 0, changed: 0, deleted: 0},
	children: new Map(),
});

const addRecord = (root: Building, {path, type, change, sizeBytes, sameAs}: LayerRecord): void => {
	const bytes = sameAs === undefined ? sizeBytes : 0;
	const counted = type === 'folder' ? 0 : 1;
	let node = root;
	let end = 0;
	while (end < path.length) {
		node.sizeBytes += bytes;
		node.counts[change] += counted;
		const from = end + 1;
		const slash = path.indexOf('/', from);
		end = slash === -1 ? path.length : slash;
		const name = path.slice(from, end);
		const known = node.children.get(name);
		const child = known ?? folderAt(path.slice(0, end));
		if (known === undefined) node.children.set(name, child);
		node = child;
	}
	node.type = type;
	node.change = change;
	node.sizeBytes += bytes;
	node.counts[change] += counted;
};

/** How many files and links it adds to the image or changes in it. */
export const filesIn = ({counts}: Pick<LayerNode, 'counts'>): number => counts.added + counts.changed;

/** The content of a folder: by size, then by number of paths, then by name. */
export const largestFirst = ({children}: LayerNode): readonly LayerNode[] =>
	[...children.values()].toSorted(
		(a, b) => b.sizeBytes - a.sizeBytes || pathsIn(b) - pathsIn(a) || (a.path < b.path ? -1 : 1),
	);

const pathsIn = ({counts}: LayerNode): number => counts.added + counts.changed + counts.deleted;

/** The node of a path such as `/srv/data` or `/srv/data/`; undefined if the layer has nothing there. */
export const nodeAt = (root: LayerNode, path: EscapedPath): LayerNode | undefined => {
	let node: LayerNode | undefined = root;
	for (const name of path.split('/').filter(each => each !== '')) node = node?.children.get(name);
	return node;
};
