import {type EscapedPath, escapePath} from './image-edits.ts';
import type {LayerRecord} from './layer-record.ts';
import {type LayerStream, type RawEntry, readLayerStream} from './layer-stream.ts';
import {LowerLayers} from './lower-layers.ts';

/** Marks of fuse-overlayfs, and of every layer of an image, where no device can be made. */
const whiteout = '.wh.';
const opaqueMark = '.wh..wh..opq';

/**
 * The records that worker/queries/layer-content.sh printed, decoded, as what a layer adds, changes and deletes.
 * @returns undefined if they are incomplete: the layer is gone, or the connection broke
 */
export const parseLayer = (bytes: Uint8Array): readonly LayerRecord[] | undefined => {
	const stream = readLayerStream(bytes);
	if (stream === undefined) return undefined;
	const toPath = pathsOf(stream);
	const lower = new LowerLayers(stream.lower);
	const {entries, deleted, opaque} = ownOf(stream);
	const firstLinks = new Map<string, EscapedPath>();
	const records = entries.map((entry): LayerRecord => {
		const path = toPath(entry.path);
		const first = firstLinks.get(entry.inode);
		if (entry.inode !== '0' && first === undefined) firstLinks.set(entry.inode, path);
		return {
			path,
			type: types[entry.type] ?? 'other',
			change: lower.has(entry.path) ? 'changed' : 'added',
			sizeBytes: entry.type === 'f' ? entry.size : 0,
			mtime: entry.mtime,
			...(first !== undefined && {sameAs: first}),
		};
	});
	const hidden = [...opaque].flatMap(folder => lower.namesIn(folder).map(name => `${folder}/${name}`));
	const own = hidden.length === 0 ? undefined : new Set(entries.map(each => each.path));
	const gone = new Set([...deleted, ...hidden.filter(each => !own?.has(each))]);
	return [
		...records,
		...[...gone].map(
			(path): LayerRecord => ({path: toPath(path), type: 'deleted', change: 'deleted', sizeBytes: 0}),
		),
	];
};

const types: Readonly<Record<string, LayerRecord['type']>> = {f: 'file', d: 'folder', l: 'link'};

/** Most names need no escaping. */
const pathsOf =
	({encoding}: LayerStream) =>
	(path: string): EscapedPath =>
		/^[ -[\]-~]*$/u.test(path) ? path : escapePath(Buffer.from(path, encoding));

const ownOf = ({own, opaque}: LayerStream) => {
	const entries: RawEntry[] = [];
	const deleted: string[] = [];
	const hiding = new Set(opaque);
	for (const entry of own) {
		const at = entry.path.lastIndexOf('/') + 1;
		const name = entry.path.slice(at);
		if (entry.path === '') continue;
		if (entry.type === 'w') deleted.push(entry.path);
		else if (name === opaqueMark) hiding.add(entry.path.slice(0, at - 1));
		else if (name.startsWith(whiteout)) deleted.push(entry.path.slice(0, at) + name.slice(whiteout.length));
		else entries.push(entry);
	}
	return {entries, deleted, opaque: hiding};
};
