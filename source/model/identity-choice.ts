import {type IdentityKind, identityKinds} from './identity.ts';
import {type Labels, labelOf, labels} from './labels.ts';

/** The ids that are cleared without a choice, in the order of the table. */
export const defaultIdentity: readonly string[] = identityKinds.flatMap(each =>
	each.isDefault ? [each.id] : [],
);

/** What a draft clears, in the order of the table. @param chosen ids; undefined for the default */
export const identityOf = (chosen: readonly string[] | undefined): readonly IdentityKind[] =>
	identityKinds.filter(each => (chosen ?? defaultIdentity).includes(each.id));

const everything = identityKinds.map(each => each.id);
const sets: ReadonlyMap<string, readonly string[]> = new Map([
	['default', defaultIdentity],
	['all', everything],
	['none', []],
]);

/**
 * The words of `--identity`, read from left to right: `default`, `all` or `none`, then `+ID` or `-ID`. A list that starts with an
 * id means only what it names; one that starts with `+ID` or `-ID` changes the default.
 * @returns the ids, or what is wrong
 */
export const parseIdentity = (
	text: string,
): {readonly ids: readonly string[]} | {readonly problem: string} => {
	const [first = '', ...rest] = text.split(',').map(each => each.trim());
	const changes = sets.has(first) ? rest : [first, ...rest];
	const ids = new Set(sets.get(first) ?? (/^[+-]/u.test(first) ? defaultIdentity : []));
	for (const word of changes) {
		const id = word.replace(/^[+-]/u, '');
		if (sets.has(word)) return {problem: `${word} must come first.`};
		if (!everything.includes(id)) return {problem: `There is no ${id || 'empty word'}. ${possible}`};
		if (word.startsWith('-')) ids.delete(id);
		else ids.add(id);
	}
	return {ids: everything.filter(id => ids.has(id))};
};

const possible = `Use ${[...sets.keys(), ...everything].join(', ')}.`;

/** The same choice as an argument of `--identity`; undefined for the default. */
export const identityWords = (chosen: readonly string[] | undefined): string | undefined => {
	if (chosen === undefined) return undefined;
	const of = (ids: readonly string[], other: readonly string[], sign: string) =>
		ids.filter(id => !other.includes(id)).map(id => `${sign}${id}`);
	if (chosen.length === 0) return 'none';
	const changes = [...of(chosen, defaultIdentity, '+'), ...of(defaultIdentity, chosen, '-')];
	if (changes.length === 0) return undefined;
	if (chosen.length === identityKinds.length) return 'all';
	return changes.length > chosen.length ? chosen.join(',') : ['default', ...changes].join(',');
};

/** What a launch of an image with these labels clears or renews; ids that this Ingot does not know are left out. */
export const renewedBy = (of: Labels): readonly string[] => {
	const ids = labelOf(of, labels.renew)?.split(',') ?? [];
	return identityKinds.flatMap(({id}) => (ids.includes(id) ? [id] : []));
};

/** What becomes of the identity, in one sentence for the review. @param chosen ids; undefined for the default */
export const identitySentence = (chosen: readonly string[] | undefined): string => {
	const [first, second, ...more] = identityOf(chosen).map(each => each.title);
	if (first === undefined) return 'Kept: DevBoxes of the image share ids and keys.';
	const two = second === undefined ? first : `${first}, ${second}`;
	return `Not shared: ${two}${more.length === 0 ? '' : ` and ${more.length} more`}.`;
};
