// Extends Ink's `Output` in the bundle (build-ink-patch.ts). Ink splits each line into cells and joins them again, three
// times per frame. Rows of narrow texts can be joined as they are, or what is seen of them; everything else (wide characters,
// unclosed styles) goes to Ink. test/terminal/fast-output.test.ts compares the two.

import narrowWidth from './narrow-width.cjs';
import {joinPieces, type Piece, sliceColumns, style} from './row-pieces.ts';

type Transformer = (line: string, index: number) => string;
type Write = {readonly transformers: readonly Transformer[]};
type Clip = {
	readonly x1?: number | undefined;
	readonly x2?: number | undefined;
	readonly y1?: number | undefined;
	readonly y2?: number | undefined;
};
/** Ink's class, reduced to what is used here. Columns and rows count from 0; x2 and y2 are the first ones outside. */
export type InkOutput = {
	write(x: number, y: number, text: string, options: Write): void;
	clip(clip: Clip): void;
	unclip(): void;
	get(): {output: string; height: number};
};
type InkOutputClass = new (size: {width: number; height: number}) => InkOutput;

/** Ink's class with a fast path for rows of narrow texts. */
export const fastOutput = (Slow: InkOutputClass): InkOutputClass =>
	class FastOutput extends Slow {
		readonly #rows: Piece[][];
		readonly #clips: Clip[] = [];
		#isFast = true;

		constructor(size: {width: number; height: number}) {
			super(size);
			this.#rows = Array.from({length: size.height}, () => []);
		}

		override write(...[x, y, text, options]: Parameters<InkOutput['write']>): void {
			super.write(x, y, text, options);
			const clip = this.#clips.at(-1) ?? {};
			this.#isFast &&= text.split('\n').every((line, index) => {
				const row = this.#rows[y + index];
				if (row === undefined || isOutside(y + index, clip.y1, clip.y2)) return true;
				const piece = toPiece(line, {x, index, clip, ...options});
				if (piece !== undefined) row.push(piece);
				return piece !== undefined;
			});
		}

		override clip(clip: Clip): void {
			super.clip(clip);
			this.#clips.push(intersect(this.#clips.at(-1) ?? {}, clip));
		}

		override unclip(): void {
			super.unclip();
			this.#clips.pop();
		}

		override get(): {output: string; height: number} {
			if (!this.#isFast) return super.get();
			return {output: this.#rows.map(joinPieces).join('\n'), height: this.#rows.length};
		}
	};

const isOutside = (at: number, first = 0, end = Number.POSITIVE_INFINITY): boolean => at < first || at >= end;

/** One line of a text, clipped and transformed; undefined when only Ink can lay it out. */
const toPiece = (
	line: string,
	{
		x,
		index,
		clip: {x1 = 0, x2 = Number.POSITIVE_INFINITY},
		transformers,
	}: Write & {x: number; index: number; clip: Clip},
): Piece | undefined => {
	const {width, isClosed} = shapes(line);
	if (width === undefined || x < 0) return undefined;
	const from = Math.max(0, x1 - x);
	const to = Math.min(width, x2 - x);
	if (from >= to) return {x, width: 0, text: ''};
	const cut = from === 0 && to === width ? line : sliceColumns(line, from, to);
	const text = transformers.reduce((sum, transformer) => transformer(sum, index), cut);
	const taken = text === line ? {width, isClosed} : shapes(text);
	return taken.width === undefined || !taken.isClosed ? undefined : {x: x + from, width: taken.width, text};
};

const intersect = (outer: Clip, inner: Clip): Clip => ({
	x1: tighter(outer.x1, inner.x1, Math.max),
	x2: tighter(outer.x2, inner.x2, Math.min),
	y1: tighter(outer.y1, inner.y1, Math.max),
	y2: tighter(outer.y2, inner.y2, Math.min),
});

const tighter = (a: number | undefined, b: number | undefined, of: (a: number, b: number) => number) =>
	a === undefined ? b : b === undefined ? a : of(a, b);

/** The SGR code (ECMA-48) that ends the style which a code begins. */
const endOf = (code: number): number | undefined => {
	if (code === 1 || code === 2) return 22;
	if (code >= 3 && code <= 9) return code + 20;
	if ((code >= 30 && code <= 38) || (code >= 90 && code <= 97)) return 39;
	if ((code >= 40 && code <= 48) || (code >= 100 && code <= 107)) return 49;
	return undefined;
};

/** True when every style that begins in a text ends in it, so that it does not affect the text beside it. */
const endsPlain = (text: string): boolean => {
	if (!text.includes('\u001B')) return true;
	const open = new Set<number>();
	for (const [, codes = ''] of text.matchAll(style)) {
		const code = Number.parseInt(codes, 10);
		const end = endOf(code);
		if (end === undefined) open.delete(code);
		else if (codes.includes(';') && code !== 38 && code !== 48) return false;
		else open.add(end);
		if (codes === '' || code === 0) open.clear();
	}
	return open.size === 0;
};

/**
 * Keeps the results of a pure function of a text, for at most `max` texts. Ink asks for the same texts several times per
 * frame, and most of them were in the previous frame.
 */
export const memoize = <T>(compute: (text: string) => T, max = 1000): ((text: string) => T) => {
	let results = new Map<string, T>();
	return text => {
		const known = results.get(text);
		if (known !== undefined) return known;
		const result = compute(text);
		if (results.size >= max) results = new Map();
		results.set(text, result);
		return result;
	};
};

const shapes = memoize((line: string) => ({width: narrowWidth(line), isClosed: endsPlain(line)}));
