/**
 * Order of names and ids, without regard to capitals. A collator of the language costs each start some ten milliseconds, and names
 * have no other letters than ASCII's.
 */
export const compareNames = (a: string, b: string): number =>
	byUnits(a.toLowerCase(), b.toLowerCase()) || byUnits(a, b);

/** Order of texts, capitals first. */
export const byUnits = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
