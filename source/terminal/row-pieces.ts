// A row of the screen as texts at their places; fast-output.ts writes rows of them.

/** A text in a row. Its width in columns is its length without styles. */
export type Piece = {readonly x: number; readonly width: number; readonly text: string};

/** Sequences that change the style (SGR). */
export const style = /\u001B\[([\d;]*)m/gu;
const esc = '\u001B';

/** The columns from..to of a line, with all its styles. */
export const sliceColumns = (line: string, from: number, to: number): string => {
	if (!line.includes(esc)) return line.slice(from, to);
	let column = 0;
	let sliced = '';
	let at = 0;
	const take = (text: string) => {
		sliced += text.slice(Math.max(0, from - column), Math.max(0, to - column));
		column += text.length;
	};
	for (const code of line.matchAll(style)) {
		take(line.slice(at, code.index));
		sliced += code[0];
		at = code.index + code[0].length;
	}
	take(line.slice(at));
	return sliced;
};

/** One row. Where pieces overlap, as under a dialog, the one that was written last is seen. */
export const joinPieces = (pieces: readonly Piece[]): string => {
	const inOrder = isOrdered(pieces) ? pieces : pieces.toSorted((a, b) => a.x - b.x);
	return joinApart(inOrder) ?? joinApart(inSight(pieces)) ?? '';
};

/** Pieces from the left; undefined when they overlap. */
const joinApart = (pieces: readonly Piece[]): string | undefined => {
	let line = '';
	let column = 0;
	for (const {x, width, text} of pieces) {
		if (width === 0) continue;
		if (x < column) return undefined;
		line += ' '.repeat(x - column) + text;
		column = x + width;
	}
	return line.trimEnd();
};

/** What is seen of each piece below those that were written after it, from the left. */
const inSight = (pieces: readonly Piece[]): readonly Piece[] => {
	let seen: readonly Piece[] = [];
	for (const piece of pieces) {
		const end = piece.x + piece.width;
		if (piece.width > 0) seen = [...seen.flatMap(each => outside(each, piece.x, end)), piece];
	}
	return seen.toSorted((a, b) => a.x - b.x);
};

/** What is left of a piece without the columns from..to of the row. */
const outside = (piece: Piece, from: number, to: number): readonly Piece[] => {
	const {x, width, text} = piece;
	if (x + width <= from || x >= to) return [piece];
	const [left, right] = [Math.max(0, from - x), Math.min(width, to - x)];
	return [
		{x, width: left, text: sliceColumns(text, 0, left)},
		{x: x + right, width: width - right, text: sliceColumns(text, right, width)},
	].filter(each => each.width > 0);
};

const isOrdered = (pieces: readonly Piece[]): boolean =>
	pieces.every((piece, index) => index === 0 || (pieces[index - 1] as Piece).x <= piece.x);
