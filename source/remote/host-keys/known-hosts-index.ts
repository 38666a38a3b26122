import {HashedNames, nameBlocks} from '../../model/hashed-names.ts';
import {hostsIn, isMatch, type KnownHost, parseKnownHost} from '../../model/known-hosts.ts';
import {hashOf} from '../config/host-names.ts';

/** A known_hosts file, parsed once for all lookups: it may have 60,000 lines, and each lookup hashes the name for every line. */
export class KnownHostsIndex {
	readonly text: string;
	readonly #file: string;
	readonly #lines: readonly string[];
	/** Names without wildcards → indexes of their lines. */
	readonly #byName = new Map<string, number[]>();
	/** Lines with wildcards or `!`. */
	readonly #patterns: {readonly index: number; readonly hosts: string}[] = [];
	readonly #hashed: HashedNames;
	readonly #found = new Map<string, Promise<readonly KnownHost[]>>();
	#built: Promise<void> | undefined;

	constructor(text: string, file: string) {
		this.text = text;
		this.#file = file;
		this.#lines = text.split('\n');
		this.#hashed = new HashedNames(this.#lines.length);
	}

	/** The lines about a host, in their order. @param host as known_hosts names it */
	linesAbout(host: string): Promise<readonly KnownHost[]> {
		const name = host.toLowerCase();
		const known = this.#found.get(name);
		if (known !== undefined) return known;
		const found = this.#find(name);
		this.#found.set(name, found);
		return found;
	}

	async #find(name: string): Promise<readonly KnownHost[]> {
		this.#built ??= inSlices(this.#lines.length, (from, to) => this.#build(from, to));
		await this.#built;
		const found = [...(this.#byName.get(name) ?? [])];
		await inSlices(this.#patterns.length, (from, to) => {
			for (const {index, hosts} of this.#patterns.slice(from, to))
				if (isMatch(hosts, name)) found.push(index);
		});
		const blocks = nameBlocks(name);
		await inSlices(this.#hashed.size, (from, to) => {
			found.push(...this.#hashed.find(blocks, {from, to}).filter(index => this.#hides(index, name)));
		});
		return found
			.sort((a, b) => a - b)
			.map(index => parseKnownHost(this.#lines[index] ?? '', this.#file, index + 1))
			.filter(each => each !== undefined);
	}

	#build(from: number, to: number): void {
		for (let index = from; index < to; index += 1) {
			const hosts = hostsIn(this.#lines[index] ?? '');
			if (hosts === undefined || hosts === '') continue;
			if (hosts.startsWith('|')) this.#hashed.add(index, hosts);
			else if (/[*?!]/u.test(hosts)) this.#patterns.push({index, hosts});
			else this.#addNames(index, hosts);
		}
	}

	#addNames(index: number, hosts: string): void {
		for (const name of new Set(hosts.toLowerCase().split(','))) {
			const lines = this.#byName.get(name);
			if (lines === undefined) this.#byName.set(name, [index]);
			else lines.push(index);
		}
	}

	/** Confirms a match with Node's HMAC, comparing the text as ssh does. */
	#hides(index: number, name: string): boolean {
		const [, , salt = '', hash] = (hostsIn(this.#lines[index] ?? '') ?? '').split('|');
		return hashOf(salt, name) === hash;
	}
}

/** As many files as a config usually names; each index keeps its text. */
const maxIndexes = 16;
const indexes = new Map<string, KnownHostsIndex>();

/** The index of a file's text, built once for all connections and again when the file has changed. */
export const knownHostsIndex = (text: string, file: string): KnownHostsIndex => {
	const known = indexes.get(file);
	if (known?.text === text) return known;
	const made = new KnownHostsIndex(text, file);
	indexes.delete(file);
	indexes.set(file, made);
	const [oldest] = indexes.keys();
	if (indexes.size > maxIndexes && oldest !== undefined) indexes.delete(oldest);
	return made;
};

/** Less than a frame, so that drawing and typing continue in between. */
const sliceMs = 8;
let last: Promise<void> = Promise.resolve();

/** Allows one slice per turn of the event loop, over all callers. */
const turn = (): Promise<void> => {
	last = last.then(() => new Promise(resolve => setImmediate(resolve)));
	return last;
};

/** Processes 0..length (exclusive) in steps, without blocking the thread that draws. */
const inSlices = async (length: number, step: (from: number, to: number) => void): Promise<void> => {
	const stride = 256;
	for (let at = 0; at < length; ) {
		await turn();
		for (const end = performance.now() + sliceMs; at < length && performance.now() < end; at += stride)
			step(at, Math.min(length, at + stride));
	}
};
