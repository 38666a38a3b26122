import {addBlock, expandBlock, sha1Start} from './sha1-block.ts';

/** `|1|`, salt, `|`, hash: each 28 letters of base64, twenty bytes. */
const at = {salt: 3, bar: 31, hash: 32, end: 60} as const;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = Int8Array.from({length: 128}, (_, code) => letters.indexOf(String.fromCharCode(code)));
const start = Int32Array.from(sha1Start);
/** HMAC's two pads (RFC 2104), and how long what it hashes second is: a block and a hash, in bits. */
const pad = {inner: 0x36363636, outer: 0x5c5c5c5c} as const;
const outerBits = (64 + 20) * 8;

/**
 * The hashed names of a known_hosts file, prepared for many look-ups: what depends on a line's salt alone is computed once.
 * A look-up compares only four bytes of the hash, so its results have to be verified.
 */
export class HashedNames {
	readonly #inner: Int32Array;
	readonly #outer: Int32Array;
	readonly #wanted: Int32Array;
	readonly #lines: Int32Array;
	readonly #block = new Int32Array(80);
	readonly #key = new Int32Array(5);
	#size = 0;

	/** @param max the most entries there can be */
	constructor(max: number) {
		this.#inner = new Int32Array(max * 5);
		this.#outer = new Int32Array(max * 5);
		this.#wanted = new Int32Array(max);
		this.#lines = new Int32Array(max);
	}

	get size(): number {
		return this.#size;
	}

	/** @param hosts as written in the file; hashes that ssh does not know are ignored */
	add(line: number, hosts: string): void {
		if (hosts.length !== at.end || !hosts.startsWith('|1|') || hosts[at.bar] !== '|') return;
		if (!this.#readSalt(hosts)) return;
		this.#wanted[this.#size] = firstWord(hosts);
		this.#lines[this.#size] = line;
		this.#absorb(pad.inner, this.#inner);
		this.#absorb(pad.outer, this.#outer);
		this.#size += 1;
	}

	#readSalt(hosts: string): boolean {
		this.#key.fill(0);
		let kept = 0;
		let bits = 0;
		let bytes = 0;
		for (let index = at.salt; index < at.bar - 1; index += 1) {
			const value = values[hosts.charCodeAt(index)] ?? -1;
			if (value < 0) return false;
			kept = ((kept & 0xff) << 6) | value;
			bits += 6;
			if (bits < 8) continue;
			bits -= 8;
			this.#key[bytes >> 2] = ((this.#key[bytes >> 2] ?? 0) << 8) | ((kept >> bits) & 0xff);
			bytes += 1;
		}
		return true;
	}

	#absorb(padding: number, to: Int32Array): void {
		for (let index = 0; index < 16; index += 1) this.#block[index] = (this.#key[index] ?? 0) ^ padding;
		expandBlock(this.#block);
		addBlock(this.#block, {words: start, at: 0}, {words: to, at: this.#size * 5});
	}

	/** Lines that may contain the name, among the entries from..to (`to` excluded). @param name see `nameBlocks` */
	find(
		name: readonly Int32Array[],
		{from, to}: {readonly from: number; readonly to: number},
	): readonly number[] {
		const found: number[] = [];
		const hash = {words: new Int32Array(5), at: 0};
		const block = new Int32Array(80);
		// Padding after the hash, always the same: an end marker and the length.
		block[5] = 0x80000000;
		block[15] = outerBits;
		for (let index = from; index < to; index += 1) {
			let state = {words: this.#inner, at: index * 5};
			for (const each of name) {
				addBlock(each, state, hash);
				state = hash;
			}
			for (let word = 0; word < 5; word += 1) block[word] = hash.words[word] as number;
			expandBlock(block);
			addBlock(block, {words: this.#outer, at: index * 5}, hash);
			if (hash.words[0] === this.#wanted[index]) found.push(this.#lines[index] as number);
		}
		return found;
	}
}

/** The first four bytes of the hash. Invalid base64 fails the later verification. */
const firstWord = (hosts: string): number => {
	let word = 0;
	// Six letters are four bits more than four bytes.
	for (let index = at.hash; index < at.hash + 6; index += 1)
		word = word * 64 + Math.max(0, values[hosts.charCodeAt(index)] ?? 0);
	return Math.floor(word / 16) | 0;
};

/** A name as the blocks that HMAC hashes behind its inner pad, expanded. */
export const nameBlocks = (name: string): readonly Int32Array[] => {
	const bytes = new TextEncoder().encode(name);
	const padded = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / 64) * 64));
	new Uint8Array(padded.buffer).set(bytes);
	padded.setUint8(bytes.length, 0x80);
	padded.setBigUint64(padded.byteLength - 8, BigInt((64 + bytes.length) * 8));
	return Array.from({length: padded.byteLength / 64}, (_, index) => {
		const block = new Int32Array(80);
		for (let word = 0; word < 16; word += 1) block[word] = padded.getInt32(index * 64 + word * 4);
		expandBlock(block);
		return block;
	});
};
