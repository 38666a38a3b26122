import {Readable} from 'node:stream';
import {StringDecoder} from 'node:string_decoder';
import type {ReadStream} from 'node:tty';
import {afterTurns} from './after-turns.ts';
import {isMouseReport, readMouse} from './mouse.ts';
import {splitEscapes} from './split-escapes.ts';
import {joinPastedRuns, spellForInk, splitKeys} from './split-keys.ts';
import type {TerminalEvents} from './terminal-events.ts';

const pasteStart = '\u001B[200~';
const pasteEnd = '\u001B[201~';
/** Sent by a terminal when its focus changes, once DECSET 1004 is on. These are not keys. */
const focusIn = '\u001B[I';
const focusOut = '\u001B[O';

/** Time limits for the rest of a possible sequence. A lone Escape must feel immediate; no key of ours is `ESC [`. */
const waitMs = {escape: 50, sequence: 500, long: 10_000} as const;

/**
 * One turn was enough for every key measured, in legacy and concurrent React; React's scheduler needs one more for a render
 * that no key caused, and one for its effects.
 */
const turnsBetweenKeys = 3;

/**
 * The terminal's input, one key per read and some turns of the event loop apart, so that React renders between two keys.
 * Handlers that close over rendered state otherwise lose all but the last key of a chunk (fast typing over SSH, key repeat,
 * paste without brackets). Pass it to Ink's `render({stdin})`. See docs/decisions/keys.md.
 *
 * The terminal is read only while Ink holds it (`ref` … `unref`): a child in between gets every byte.
 */
export class KeyStdin extends Readable {
	readonly isTTY = true;
	readonly #tty: ReadStream;
	readonly #events: TerminalEvents | undefined;
	#isHeld = false;
	readonly #decoder = new StringDecoder('utf8');
	#keys: readonly string[] = [];
	#delivered = 0;
	#rest = '';
	/** An unfinished paste in pieces, so that a large one is not scanned again with every chunk. */
	#paste: string[] | undefined;
	#seam = '';
	#waiting: NodeJS.Timeout | undefined;
	#isWanted = false;
	#isTurning = false;
	#isAtEnd = false;
	readonly #onData = (chunk: Buffer): void => {
		const text = this.#decoder.write(chunk);
		this.#feed(this.#events?.answers?.take(text, held => this.#feed(held)) ?? text);
	};
	readonly #onEnd = (): void => {
		this.#stopWaiting();
		this.#isAtEnd = true;
		this.#deliver();
	};

	constructor(tty: ReadStream, events?: TerminalEvents) {
		// Stops after one character: a read would join two keys in the buffer.
		super({encoding: 'utf8', highWaterMark: 1});
		this.#tty = tty;
		this.#events = events;
		// Ink does this after its first paint. Earlier keys would be echoed over it, and Enter would arrive as a line feed.
		tty.setRawMode(true);
		tty.on('end', this.#onEnd);
		tty.on('error', this.#onEnd);
	}

	setRawMode(isRaw: boolean): this {
		if (isRaw || !this.#isAnswerDue) this.#tty.setRawMode(isRaw);
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

	/** Stops reading the terminal: later input stays in it, for a child or for the next `ref`. */
	unref(): this {
		if (!this.#isAnswerDue) {
			this.#tty.pause();
			this.#tty.off('data', this.#onData);
			this.#tty.unref();
		}
		this.#hold(false);
		return this;
	}

	get #isAnswerDue(): boolean {
		return !this.destroyed && this.#events?.answers?.isDue === true && !this.#events.isLent?.();
	}

	#hold(isHeld: boolean): void {
		if (this.#isHeld === isHeld) return;
		this.#isHeld = isHeld;
		this.#events?.held(isHeld);
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
		const pressed = keys.filter(key => !this.#isFocusReport(key));
		this.#queue(joinPastedRuns(splitEscapes(pressed, this.#events?.isAltKey ?? (() => true))));
		this.#paste = rest.startsWith(pasteStart) ? [rest] : undefined;
		this.#seam = rest.slice(1 - pasteEnd.length);
		this.#rest = this.#paste === undefined ? rest : '';
	}

	#isFocusReport(key: string): boolean {
		if (key !== focusIn && key !== focusOut) return false;
		this.#events?.focused(key === focusIn);
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
		// The rest of a mouse report would be typed.
		const isLong = this.#paste !== undefined || this.#rest.startsWith('\u001B[<');
		const ms = isEscape ? waitMs.escape : isLong ? waitMs.long : waitMs.sequence;
		this.#waiting = setTimeout(() => this.#stopWaiting(), ms).unref();
	}

	/** Takes what has arrived as complete. */
	#stopWaiting(): void {
		clearTimeout(this.#waiting);
		if (this.#paste !== undefined) this.#queue([this.#paste.join('') + pasteEnd]);
		// Escape twice, or Escape before an unfinished sequence.
		else if (this.#rest.startsWith('\u001B\u001B')) this.#queue(['\u001B', this.#rest.slice(1)]);
		else this.#queue([this.#rest]);
		this.#paste = undefined;
		this.#rest = '';
		this.#deliver();
	}

	#queue(keys: readonly string[]): void {
		const spelled = keys.map(spellForInk).filter(key => key !== '');
		if (spelled.length === 0) return;
		this.#events?.pressed();
		this.#keys = [...this.#keys.slice(this.#delivered), ...spelled];
		this.#delivered = 0;
	}

	#deliver(): void {
		const isEmpty = this.#delivered === this.#keys.length;
		if (this.#isTurning || !this.#isWanted || (isEmpty && !this.#isAtEnd)) return;
		this.#isTurning = true;
		afterTurns(turnsBetweenKeys, () => {
			this.#isTurning = false;
			const key = this.#keys[this.#delivered];
			this.#delivered += 1;
			if (key !== undefined && isMouseReport(key)) return this.#point(key);
			this.#isWanted = false;
			this.push(key ?? null);
		});
	}

	#point(report: string): void {
		const event = readMouse(report);
		if (event !== undefined) this.#events?.mouse?.(event);
		this.#deliver();
	}
}
