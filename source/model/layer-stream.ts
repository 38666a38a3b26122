/** One path of a layer. Raw: relative to the layer's root, with `/` before each name; the root is ''. */
export type RawEntry = {
	readonly path: string;
	/** As find writes it: f, d, l, p, s, c, b; w for a deleted path. */
	readonly type: string;
	readonly size: number;
	/** '0' for a file with one link, and for folders. */
	readonly inode: string;
	readonly mtime: number;
};

/** What a layer beneath has in some folders: types by folder and name. */
export type LowerLayer = {
	readonly folders: ReadonlyMap<string, ReadonlyMap<string, string>>;
	readonly opaque: ReadonlySet<string>;
};

export type LayerStream = {
	/** How paths are decoded: latin1 if any name is not UTF-8. */
	readonly encoding: 'utf8' | 'latin1';
	readonly own: readonly RawEntry[];
	readonly opaque: ReadonlySet<string>;
	/** Topmost first. */
	readonly lower: readonly LowerLayer[];
};

type Section = {readonly folders: Map<string, Map<string, string>>; readonly opaque: Set<string>};

/** Reads the records of worker/queries/layer-content.sh; undefined if they are incomplete. */
export const readLayerStream = (bytes: Uint8Array): LayerStream | undefined => {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
	const records = buffer.toString(encoding).split('\0');
	if (records.at(-2) !== 'end') return undefined;
	const reader = new StreamReader();
	for (const record of records) reader.take(record);
	const lower = [...reader.lower].toSorted(([a], [b]) => a - b).map(([, each]) => each);
	return {encoding, own: reader.own, opaque: reader.opaque, lower};
};

class StreamReader {
	readonly own: RawEntry[] = [];
	readonly opaque = new Set<string>();
	readonly lower = new Map<number, Section>();
	/** By depth, the folders that lead to the last own path. */
	readonly #folders: string[] = [];
	/** Of the own layer: undefined. */
	#section: Section | undefined;
	/** What is known of the paths that come next, last first. */
	#metas: string[] = [];

	take(record: string): void {
		const meta = this.#metas.pop();
		if (meta !== undefined) {
			this.#add(fromStat(meta, rawPath(record)));
			return;
		}
		const at = record.indexOf(' ');
		const rest = record.slice(at + 1);
		switch (record.slice(0, at)) {
			case 'own':
				this.own.push(fromFind(rest, this.#folders));
				break;
			case 'entry':
				this.#add({path: rawPath(rest.slice(2)), type: rest.charAt(0), size: 0, inode: '0', mtime: 0});
				break;
			case 'device':
				this.#add(toDevice(rest));
				break;
			case 'many':
				this.#metas = rest.split('\n').toReversed();
				break;
			case 'opaque':
				(this.#section?.opaque ?? this.opaque).add(rawPath(unquoted(rest)));
				break;
			case 'layer':
				this.#section = rest === '0' ? undefined : sectionOf(this.lower, Number(rest));
				break;
			default:
		}
	}

	#add(entry: RawEntry): void {
		if (this.#section === undefined) this.own.push(entry);
		else addEntry(this.#section.folders, entry);
	}
}

const isUtf8 = (bytes: Uint8Array): boolean => {
	try {
		new TextDecoder('utf-8', {fatal: true}).decode(bytes);
		return true;
	} catch {
		return false;
	}
};

/** `./a/b` → `/a/b`; `.` → `` */
const rawPath = (found: string): string => found.slice(1);

/** getfattr writes a backslash and line breaks in octal. */
const unquoted = (text: string): string =>
	text.replace(/\\([0-7]{3})/gu, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** @param folders by depth, those that lead to the last record */
const fromFind = (text: string, folders: string[]): RawEntry => {
	const [type = '', depth = '', size = '', inode = '', mtime = ''] = text.split(' ', 5);
	const name = text.slice(type.length + depth.length + size.length + inode.length + mtime.length + 5);
	const level = Number(depth);
	const path = level === 0 ? '' : `${folders[level - 1] ?? ''}/${name}`;
	if (type === 'd') folders[level] = path;
	return {path, type, size: Number(size), inode, mtime: Number(mtime)};
};

const toDevice = (text: string): RawEntry => {
	const [number = ''] = text.split(' ', 1);
	const type = number === '0:0' ? 'w' : 'c';
	return {path: rawPath(text.slice(number.length + 1)), type, size: 0, inode: '0', mtime: 0};
};

const modeTypes: Readonly<Record<string, string>> = {1: 'p', 2: 'c', 4: 'd', 6: 'b', 8: 'f', a: 'l', c: 's'};

/** @param meta MODE (hexadecimal) SIZE LINKS INODE MTIME DEVICE */
const fromStat = (meta: string, path: string): RawEntry => {
	const [mode = '', size = '', links = '', inode = '', mtime = '', device = ''] = meta.split(' ');
	const type = modeTypes[mode.padStart(4, '0').charAt(0)] ?? '';
	const isDeleted = type === 'c' && device === '0:0';
	const hasMore = type !== 'd' && links !== '1';
	return {
		path,
		type: isDeleted ? 'w' : type,
		size: Number(size),
		inode: hasMore ? inode : '0',
		mtime: Number(mtime),
	};
};

const sectionOf = (lower: Map<number, Section>, number: number): Section => {
	const found = lower.get(number) ?? {folders: new Map(), opaque: new Set()};
	lower.set(number, found);
	return found;
};

const addEntry = (folders: Section['folders'], {path, type}: RawEntry): void => {
	const at = path.lastIndexOf('/');
	const folder = path.slice(0, at);
	const names = folders.get(folder);
	if (names === undefined) folders.set(folder, new Map([[path.slice(at + 1), type]]));
	else names.set(path.slice(at + 1), type);
};
