/** A count with its noun: `1 file`, `2 files`, `1 copy`, `3 copies`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
	`${count} ${count === 1 ? one : many}`;
