/** How a column of a table adapts to a narrow terminal. */
export type Column = {
	readonly head: string;
	/** 0 names what the row is about and goes last; the highest goes first, and of equals the one further right. */
	readonly rank?: number;
	/** In columns of the terminal: it is cut to this before another column goes. Without it, it is not cut. */
	readonly minWidth?: number;
	/** Cut in the middle, since names often differ only at their end. */
	readonly isName?: boolean;
	/** Its text continues on further lines instead of being cut; for the last column. */
	readonly wraps?: boolean;
};

/** Blanks between two columns. */
export const gap = 2;

/**
 * Distributes a line. Columns are cut as far as `minWidth` allows, the widest first; where that is not enough, columns go by rank.
 * @param natural the widest cell of each column; all widths are columns of the terminal
 * @returns the width of each column, 0 for one that goes; together with the gaps at most `total`
 */
export const tableWidths = (
	natural: readonly number[],
	columns: readonly Column[],
	total: number,
): readonly number[] => {
	const minWidths = natural.map((width, index) => Math.min(width, columns[index]?.minWidth ?? width));
	const kept = new Set(natural.keys());
	const taken = () => sumOf(minWidths, kept) + gap * (kept.size - 1);
	while (kept.size > 1 && taken() > total) {
		const next = firstToDrop(columns, kept);
		// What names the row is cut further before it goes.
		if ((columns[next]?.rank ?? 0) === 0 && minNames * kept.size + gap * (kept.size - 1) <= total) break;
		kept.delete(next);
	}
	const room = Math.max(1, total - gap * (kept.size - 1));
	const isTight = taken() > total;
	const lows = minWidths.map(width => (isTight ? Math.min(width, 1) : width));
	const level = levelFor(natural, lows, {kept, room});
	const widths = natural.map((width, index) =>
		kept.has(index) ? Math.min(width, Math.max(lows[index] ?? 0, level)) : 0,
	);
	return withRest(widths, natural, {kept, room});
};

/** A name of fewer columns says nothing. */
const minNames = 8;

type Share = {readonly kept: ReadonlySet<number>; readonly room: number};

const sumOf = (widths: readonly number[], kept: ReadonlySet<number>): number =>
	[...kept].reduce((sum, index) => sum + (widths[index] ?? 0), 0);

/** The column that goes next. */
const firstToDrop = (columns: readonly Column[], kept: ReadonlySet<number>): number =>
	[...kept].reduce((found, index) =>
		(columns[index]?.rank ?? 0) >= (columns[found]?.rank ?? 0) ? index : found,
	);

/** The greatest width to which all columns can be cut so that they fit. */
const levelFor = (natural: readonly number[], lows: readonly number[], {kept, room}: Share): number => {
	let [low, high] = [0, Math.max(room, ...natural)];
	while (low < high) {
		const level = Math.ceil((low + high) / 2);
		const widths = natural.map((width, index) => Math.min(width, Math.max(lows[index] ?? 0, level)));
		if (sumOf(widths, kept) <= room) low = level;
		else high = level - 1;
	}
	return low;
};

/** Gives what rounding left over to the first columns that are cut. */
const withRest = (
	widths: readonly number[],
	natural: readonly number[],
	{kept, room}: Share,
): readonly number[] => {
	let rest = room - sumOf(widths, kept);
	return widths.map((width, index) => {
		if (rest <= 0 || !kept.has(index) || width >= (natural[index] ?? 0)) return width;
		rest -= 1;
		return width + 1;
	});
};
