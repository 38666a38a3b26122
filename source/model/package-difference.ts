import type {Package} from './sbom.ts';

/** A package that differs between two images. Several versions at the same time are joined by commas; empty where it has none. */
export type PackageDifference = {
	readonly kind: 'added' | 'changed' | 'removed';
	readonly type: string;
	readonly name: string;
	readonly from: string;
	readonly to: string;
};

/**
 * What `to` adds to, changes in and removes from `from`, by type and name. Whether a version is newer is not said: each type orders
 * its versions by rules of its own.
 */
export const packageDifferences = (
	from: readonly Package[],
	to: readonly Package[],
): readonly PackageDifference[] => {
	const [before, after] = [versionsOf(from), versionsOf(to)];
	return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((key): PackageDifference[] => {
		const [a, b] = [before.get(key) ?? '', after.get(key) ?? ''];
		if (a === b) return [];
		const [type = '', name = ''] = key.split('\t');
		const kind = a === '' ? 'added' : b === '' ? 'removed' : 'changed';
		return [{kind, type, name, from: a, to: b}];
	});
};

const versionsOf = (packages: readonly Package[]): ReadonlyMap<string, string> => {
	const versions = new Map<string, Set<string>>();
	for (const {type, name, version} of packages) {
		const key = `${type}\t${name}`;
		versions.set(key, (versions.get(key) ?? new Set()).add(version));
	}
	return new Map([...versions].map(([key, all]) => [key, [...all].toSorted().join(', ')]));
};
