import type {LowerLayer} from './layer-stream.ts';

/** What the layers beneath an own layer show together, of the folders that were listed. Paths are raw; the root is ''. */
export class LowerLayers {
	readonly #layers: readonly LowerLayer[];
	/** By folder: the layers that show it, topmost first. */
	readonly #showing = new Map<string, readonly LowerLayer[]>();
	readonly #names = new Map<string, ReadonlySet<string>>();

	/** @param layers topmost first */
	constructor(layers: readonly LowerLayer[]) {
		this.#layers = layers;
	}

	/** Whether the image has this path. */
	has(path: string): boolean {
		const at = path.lastIndexOf('/');
		return this.#namesIn(path.slice(0, at)).has(path.slice(at + 1));
	}

	/** What the image has in a folder. */
	namesIn(folder: string): readonly string[] {
		return [...this.#namesIn(folder)];
	}

	#namesIn(folder: string): ReadonlySet<string> {
		const known = this.#names.get(folder);
		if (known !== undefined) return known;
		const seen = new Set<string>();
		const names = new Set<string>();
		for (const layer of this.#layersOf(folder))
			for (const [name, type] of layer.folders.get(folder) ?? []) {
				if (!seen.has(name) && type !== 'w') names.add(name);
				seen.add(name);
			}
		this.#names.set(folder, names);
		return names;
	}

	/** A layer shows a folder until one above deletes, replaces or hides it. Nothing is believed of a path below a symbolic link. */
	#layersOf(folder: string): readonly LowerLayer[] {
		if (folder === '') return this.#layers;
		const known = this.#showing.get(folder);
		if (known !== undefined) return known;
		const at = folder.lastIndexOf('/');
		const parent = folder.slice(0, at);
		const name = folder.slice(at + 1);
		const found: LowerLayer[] = [];
		for (const layer of this.#layersOf(parent)) {
			const type = layer.folders.get(parent)?.get(name);
			if (type === undefined) continue;
			if (type !== 'd') break;
			found.push(layer);
			if (layer.opaque.has(folder)) break;
		}
		this.#showing.set(folder, found);
		return found;
	}
}
