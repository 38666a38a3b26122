import {Readable} from 'node:stream';
import {StringDecoder} from 'node:string_decoder';
import type {ReadStream} from 'node:tty';
import {spellForInk} from './spell-for-ink.ts';
import {joinPastedRuns, splitKeys} from './split-keys.ts';

const pasteStart = '\u001B[200~';
const pasteEnd = '\u001B[201~';
/** What a terminal sends when its focus changes, once DECSET 1004 is on. No keys. */
const focusIn = '\u001B[I';
const focusOut = '\u001B[O';

/** Who wants to know more of the terminal than its keys. */
export type TerminalWatch = {
	/** It is ours from now on, or somebody else's. */
	readonly held: (isHeld: boolean) => void;
	readonly focused: (isFocused: boolean) => void;
	readonly pressed: () => void;
};

/** How long to wait for the rest of what may be a sequence. A lone Escape must feel immediate; `ESC [` is no key of ours. */
const waitMs = {escape: 50, sequence: 500, paste: 10_000} as const;

/**
 * One was enough for every key measured, legacy and concurrent React alike; React's scheduler takes one for a render that
 * no key caused, and one for its effects.
 */
const turnsBetweenKeys = 3;

/**
 * The terminal's input, one key per read and some turns of the event loop apart, so that React has rendered between two
 * keys: handlers that close over rendered state otherwise lose all but the last key of a chunk (fast typing over SSH,
 * key repeat, paste without brackets). Hand it to Ink's `render({stdin})`. See docs/decisions/keys.md.
 *
 * The terminal is read only while Ink holds it (`ref` … `unref`): a child in between gets every byte.
 */
export class KeyStdin extends Readable {
	readonly isTTY = true;
	readonly #tty: ReadStream;
	readonly #watch: TerminalWatch | undefined;
	#isHeld = false;
	readonly #decoder = new StringDecoder('utf8');
	#keys: readonly string[] = [];
	#taken = 0;
	#rest = '';
	/** A paste whose end has not come: pieces, so that a large one is not scanned again with every chunk. */
	#paste: string[] | undefined;
	#seam = '';
	#waiting: NodeJS.Timeout | undefined;
	#isWanted = false;
	#isTurning = false;
	#isAtEnd = false;
	readonly #onData = (chunk: Buffer): void => this.#feed(this.#decoder.write(chunk));
	readonly #onEnd = (): void => {
		this.#giveUpWaiting();
		this.#isAtEnd = true;
		this.#deliver();
	};

	constructor(tty: ReadStream, watch?: TerminalWatch) {
		// One character is enough to stop: never two keys in the buffer, where a read would join them.
		super({encoding: 'utf8', highWaterMark: 1});
		this.#tty = tty;
		this.#watch = watch;
		// Ink turns this on after its first paint. Keys typed before would be echoed over it, and Enter come as a line feed.
		tty.setRawMode(true);
		tty.on('end', this.#onEnd);
		tty.on('error', this.#onEnd);
	}

	setRawMode(isRaw: boolean): this {
		this.#tty.setRawMode(isRaw);
		return this;
	}

	ref(): this {
		this.#tty.ref();
		this.#tty.off('data', this.#onData);
		this.#tty.on('data', this.#onData);
		this.#tty.resume();
		this.#hold(true);
		return this;
	}

	/** Lets go of the terminal: what comes from now on stays in it, for a child or for the next `ref`. */
	unref(): this {
		this.#tty.pause();
		this.#tty.off('data', this.#onData);
		this.#tty.unref();
		this.#hold(false);
		return this;
	}

	#hold(isHeld: boolean): void {
		if (this.#isHeld === isHeld) return;
		this.#isHeld = isHeld;
		this.#watch?.held(isHeld);
	}

	/** The end: the terminal is its owner's again. */
	release(): void {
		this.destroy();
	}

	override _read(): void {
		this.#isWanted = true;
		this.#deliver();
	}

	override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
		clearTimeout(this.#waiting);
		this.#tty.setRawMode(false);
		this.unref();
		this.#tty.off('end', this.#onEnd);
		this.#tty.off('error', this.#onEnd);
		callback(error);
	}

	#feed(chunk: string): void {
		clearTimeout(this.#waiting);
		if (this.#paste === undefined) this.#split(this.#rest + chunk);
		else this.#addToPaste(this.#paste, chunk);
		this.#waitForRest();
		this.#deliver();
	}

	#split(text: string): void {
		const {keys, rest} = splitKeys(text);
		this.#queue(joinPastedRuns(keys.filter(key => !this.#tellsFocus(key))));
		this.#paste = rest.startsWith(pasteStart) ? [rest] : undefined;
		this.#seam = rest.slice(1 - pasteEnd.length);
		this.#rest = this.#paste === undefined ? rest : '';
	}

	#tellsFocus(key: string): boolean {
		if (key !== focusIn && key !== focusOut) return false;
		this.#watch?.focused(key === focusIn);
		return true;
	}

	#addToPaste(pieces: string[], chunk: string): void {
		pieces.push(chunk);
		// The end mark may be cut between two chunks.
		const seam = this.#seam + chunk;
		this.#seam = seam.slice(1 - pasteEnd.length);
		if (seam.includes(pasteEnd)) this.#split(pieces.join(''));
	}

	#waitForRest(): void {
		if (this.#paste === undefined && this.#rest === '') return;
		const isEscape = this.#rest === '\u001B' || this.#rest === '\u001B\u001B';
		const ms = this.#paste === undefined ? (isEscape ? waitMs.escape : waitMs.sequence) : waitMs.paste;
		this.#waiting = setTimeout(() => this.#giveUpWaiting(), ms).unref();
	}

	/** What came is all there is. */
	#giveUpWaiting(): void {
		clearTimeout(this.#waiting);
		if (this.#paste !== undefined) this.#queue([this.#paste.join('') + pasteEnd]);
		// Escape twice, or Escape before what never became a sequence.
		else if (this.#rest.startsWith('\u001B\u001B')) this.#queue(['\u001B', this.#rest.slice(1)]);
		else this.#queue([this.#rest]);
		this.#paste = undefined;
		this.#rest = '';
		this.#deliver();
	}

	#queue(keys: readonly string[]): void {
		const spelled = keys.map(spellForInk).filter(key => key !== '');
		if (spelled.length === 0) return;
		this.#watch?.pressed();
		this.#keys = [...this.#keys.slice(this.#taken), ...spelled];
		this.#taken = 0;
	}

	#deliver(): void {
		const isEmpty = this.#taken === this.#keys.length;
		if (this.#isTurning || !this.#isWanted || (isEmpty && !this.#isAtEnd)) return;
		this.#isTurning = true;
		afterTurns(turnsBetweenKeys, () => {
			this.#isTurning = false;
			this.#isWanted = false;
			const key = this.#keys[this.#taken];
			this.#taken += 1;
			this.push(key ?? null);
		});
	}
}

const afterTurns = (turns: number, act: () => void): void => {
	setImmediate(() => (turns > 1 ? afterTurns(turns - 1, act) : act()));
};
