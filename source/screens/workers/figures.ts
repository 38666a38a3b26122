const units = [
	[1e12, 'T'],
	[1e9, 'G'],
	[1e6, 'M'],
] as const;

/** From here on a figure is rounded up into the next unit: `1G`, not `1000M`. */
const roundsUp = 0.9995;

const unitOf = (bytes: number): readonly [size: number, name: string] =>
	units.find(([size]) => bytes >= size * roundsUp) ?? [1e6, 'M'];

/** One decimal where it matters: `0.4`, `9`, `25`. */
const figure = (amount: number): string =>
	String(amount < 9.95 ? Number(amount.toFixed(1)) : Math.round(amount));

/** `84G`, for a column of a table. */
export const shortBytes = (bytes: number): string => {
	const [size, name] = unitOf(bytes);
	return `${figure(bytes / size)}${name}`;
};

/** `9/25G`, both in the unit of the total; at most eight columns. */
export const usedOfTotal = (usedBytes: number, totalBytes: number): string => {
	const [size, name] = unitOf(totalBytes);
	return `${figure(usedBytes / size)}/${figure(totalBytes / size)}${name}`;
};

/** A load average: `0.4`, `12`. */
export const loadText = (load: number): string => (load < 9.95 ? load.toFixed(1) : String(Math.round(load)));
