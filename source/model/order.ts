/**
 * Order of names and ids, without regard to capitals. A collator of the language costs each start some ten milliseconds, and names
 * have no other letters than ASCII's.
 */
export const compareNames = (a: string, b: string): number =>
	byUnits(a.toLowerCase(), b.toLowerCase()) || byUnits(a, b);

/** Order of tags: numbers in them are compared as numbers, so that v10 comes after v9. The same as in worker/images/judge-images.sh. */
export const byNumbers = (a: string, b: string): number => byUnits(sortable(a), sortable(b)) || byUnits(a, b);

/** Each number with its length before it: `v10` → `v00210`. */
const sortable = (text: string): string =>
	text.replaceAll(/\d+/gu, number => {
		const digits = number.replace(/^0+/u, '');
		return String(digits.length).padStart(3, '0') + digits;
	});

/** Order of texts, capitals first. */
export const byUnits = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
