/** A package of an image, as its SBOM lists it. */
export type Package = {
	/** The type of its package URL: `deb`, `npm`, `pypi`. */
	readonly type: string;
	/** `curl`, `@scope/name`. */
	readonly name: string;
	readonly version: string;
};

/** The packages of an image, or a sentence that says why they are not known. */
export type PackageList =
	| {readonly packages: readonly Package[]; readonly incomplete: readonly string[]}
	| {readonly unknown: string};

/** How many packages of each type: `312: 280 deb, 30 npm, 2 pypi`; or why they are not known. */
export const packageCounts = (list: PackageList): string => {
	if ('unknown' in list) return list.unknown;
	const {packages, incomplete} = list;
	const counts = new Map<string, number>();
	for (const {type} of packages) counts.set(type, (counts.get(type) ?? 0) + 1);
	const parts = [...counts]
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.map(([type, count]) => `${count} ${type}`);
	const [only] = parts;
	const listed =
		only === undefined ? 'none' : parts.length === 1 ? only : `${packages.length}: ${parts.join(', ')}`;
	return incomplete.length === 0 ? listed : `${listed} (incomplete: ${incomplete.join('; ')})`;
};
