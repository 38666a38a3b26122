import {Readable} from 'node:stream';
import {StringDecoder} from 'node:string_decoder';
import type {ReadStream} from 'node:tty';
import {splitKeys} from './split-keys.ts';

/** A lone Escape is a key when nothing follows within this time; a sequence cut in two arrives sooner, even over SSH. */
const escapeMs = 40;

/**
 * The terminal's input, one key per turn of the event loop, so that React has rendered between two keys: handlers that
 * close over rendered state otherwise lose all but the last key of a chunk (fast typing over SSH, key repeat, paste
 * without brackets). Hand it to Ink's `render({stdin})`. See docs/decisions/keys.md.
 */
export class KeyStdin extends Readable {
	readonly isTTY = true;
	readonly #tty: ReadStream;
	readonly #decoder = new StringDecoder('utf8');
	#queue: string[] = [];
	#taken = 0;
	#rest = '';
	#escape: NodeJS.Timeout | undefined;
	#turn: NodeJS.Immediate | undefined;
	readonly #onData = (chunk: Buffer): void => this.#feed(this.#rest + this.#decoder.write(chunk));
	readonly #onEnd = (): void => {
		this.#flush();
		this.#queue.push('');
		this.#pump();
	};

	constructor(tty: ReadStream) {
		super({encoding: 'utf8', read() {}});
		this.#tty = tty;
		tty.on('data', this.#onData);
		tty.on('end', this.#onEnd);
	}

	setRawMode(isRaw: boolean): this {
		this.#tty.setRawMode(isRaw);
		return this;
	}

	ref(): this {
		this.#tty.ref();
		this.#tty.resume();
		return this;
	}

	unref(): this {
		this.#tty.unref();
		return this;
	}

	/** Lets go of the terminal, so that a child or the shell gets every byte that comes from now on. */
	release(): void {
		this.#tty.off('data', this.#onData);
		this.#tty.off('end', this.#onEnd);
		this.#tty.pause();
		clearTimeout(this.#escape);
		clearImmediate(this.#turn);
	}

	#feed(text: string): void {
		clearTimeout(this.#escape);
		const {keys, rest} = splitKeys(text);
		this.#rest = rest;
		for (const key of keys) this.#queue.push(key);
		if (rest !== '' && !rest.startsWith('\u001B[200~'))
			this.#escape = setTimeout(() => this.#flush(), escapeMs);
		this.#pump();
	}

	#flush(): void {
		if (this.#rest === '') return;
		this.#queue.push(this.#rest);
		this.#rest = '';
		this.#pump();
	}

	#pump(): void {
		if (this.#turn !== undefined || this.#taken === this.#queue.length) return;
		const key = this.#queue[this.#taken] ?? '';
		this.#taken += 1;
		if (this.#taken === this.#queue.length) {
			this.#queue = [];
			this.#taken = 0;
		}
		this.push(key === '' ? null : key);
		this.#turn = setImmediate(() => {
			this.#turn = undefined;
			this.#pump();
		});
	}
}
