/** How wide a column is, in columns of the terminal. */
export type ColumnWidth = {
	/** At least. */
	readonly width?: number;
	/** Its share of what is left when every column has what it needs. */
	readonly grow?: number;
	/** Of a growing column: what its longest content takes. Without it the need is unknown, and the rest of the row is for it. */
	readonly needed?: number;
	/** Up to here, what tells rows apart is whole, even if the last columns have to go for it. */
	readonly whole?: number;
};

/**
 * Distributes a row. Fixed widths stay. Growing columns get what their contents need, the shortest need first, so that a
 * short name is whole beside a long one; what is left then goes by weight. Where what the columns have at least does not fit,
 * the last ones go (width 0, and no gap before them).
 */
export const shareWidth = (total: number, columns: readonly ColumnWidth[], gap = 2): readonly number[] => {
	let kept = columns.length;
	const wanted = columns.map(leastOf);
	while (kept > 1 && sumOf(wanted.slice(0, kept)) + gap * (kept - 1) > total) kept -= 1;
	const shown = columns.slice(0, kept);
	const least = wanted.slice(0, kept);
	const left = Math.max(0, total - gap * (kept - 1) - sumOf(least));
	const claims = shown.map(({needed = 0}, index) => Math.max(0, needed - (least[index] ?? 0)));
	const granted = grant(left, claims);
	const rest = shareRest(left - sumOf(granted), shown);
	return columns.map((_, index) =>
		Math.min(total, (least[index] ?? 0) + (granted[index] ?? 0) + (rest[index] ?? 0)),
	);
};

/** A growing column gives away what its contents do not need. */
const leastOf = ({width = 0, grow = 0, needed, whole = 0}: ColumnWidth): number => {
	const wanted = Math.max(width, Math.min(needed ?? 0, whole));
	return grow === 0 || needed === undefined ? wanted : Math.min(wanted, needed);
};

/** The smallest claims in full; the others share equally. */
const grant = (left: number, claims: readonly number[]): readonly number[] => {
	const granted = claims.map(() => 0);
	let room = left;
	let open = claims.filter(claim => claim > 0).length;
	for (const [index, claim] of [...claims.entries()].toSorted(([, a], [, b]) => a - b)) {
		if (claim === 0) continue;
		const given = Math.min(claim, Math.floor(room / open));
		granted[index] = given;
		room -= given;
		open -= 1;
	}
	return granted;
};

/** By weight, to the columns whose need is unknown, or else to all that grow. */
const shareRest = (left: number, columns: readonly ColumnWidth[]): readonly number[] => {
	const isOpen = columns.some(({grow = 0, needed}) => grow > 0 && needed === undefined);
	const weights = columns.map(({grow = 0, needed}) => (isOpen && needed !== undefined ? 0 : grow));
	const all = sumOf(weights);
	let given = 0;
	let weighed = 0;
	return weights.map(weight => {
		weighed += weight;
		// The rounding remainder goes to the next one: together they fill the row.
		const share = all === 0 ? 0 : Math.floor((left * weighed) / all) - given;
		given += share;
		return share;
	});
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
