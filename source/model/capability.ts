import {isHarmless} from './text.ts';

/** As stored in the label: built-in ones bare (`git`), custom ones with their prefix (`custom:erp`). */
export type Capability = string;

const prefix = 'custom:';
export const maxCustomCapabilities = 10;
const maxCapabilityLength = 40;

/** True for `custom:…`. */
export const isCustom = (capability: Capability): boolean => capability.startsWith(prefix);

/** The text on the chip: without the prefix, which the colour shows. */
export const capabilityTitle = (capability: Capability): string =>
	isCustom(capability) ? capability.slice(prefix.length) : capability;

/** The most that inheritance can produce; a label may hold a megabyte. */
const limits = {length: 128, count: 200} as const;

/** The label's value → capabilities; entries that Ingot cannot have written (control characters, empty, too long) are dropped. */
export const parseCapabilities = (label: string | undefined): readonly Capability[] =>
	[
		...new Set(
			(label ?? '')
				.split(',')
				.map(each => each.trim())
				.filter(each => each !== '' && each.length <= limits.length && isHarmless(each)),
		),
	].slice(0, limits.count);

/** What a user typed → the stored form: prefixes typed with it are dropped, white space is one blank, letters are composed (NFC). */
export const toCustomCapability = (typed: string): Capability =>
	prefix +
	typed
		.replace(/^(?:\s*custom:)*/iu, '')
		.trim()
		.replaceAll(/\s+/gu, ' ')
		.normalize('NFC');

/** Capabilities with the same key count as equal: prefix, case and Unicode composition are ignored. */
const keyOf = (capability: Capability): string =>
	capabilityTitle(toCustomCapability(capability)).toLowerCase().normalize('NFC');

/**
 * The added capabilities that are not inherited, each once. Inherited and built-in spellings win.
 * @param added in stored form
 */
export const newCapabilities = (
	inherited: readonly Capability[],
	added: readonly Capability[],
): readonly Capability[] => {
	const seen = new Set(inherited.map(keyOf));
	return added.filter(each => {
		const isNew = !seen.has(keyOf(each));
		seen.add(keyOf(each));
		return isNew;
	});
};

/**
 * Inherited capabilities, then new ones, without duplicates. A custom one that has the name of a built-in one is dropped: more
 * people filter by the built-in one.
 */
export const mergeCapabilities = (
	inherited: readonly Capability[],
	added: readonly Capability[],
): readonly Capability[] => {
	const all = [...new Set([...inherited, ...newCapabilities(inherited, added)])];
	const builtIn = new Set(all.filter(each => !isCustom(each)).map(keyOf));
	return all.filter(each => !isCustom(each) || !builtIn.has(keyOf(each)));
};

/** Capabilities → the label's value, merged. */
export const formatCapabilities = (inherited: readonly Capability[], custom: readonly Capability[]): string =>
	mergeCapabilities(inherited, custom).join(',');

/**
 * @returns why a typed capability cannot be added, or undefined; duplicates are fine, they merge.
 * @param inherited what the source carries · @param added custom ones that are already on the list, in stored form
 */
export const capabilityProblem = (
	typed: string,
	{inherited, added}: {inherited: readonly Capability[]; added: readonly Capability[]},
): string | undefined => {
	if (typed.includes(',')) return 'A capability cannot contain commas.';
	if (!isHarmless(typed.trim())) return 'A capability cannot contain control or invisible characters.';
	const capability = toCustomCapability(typed);
	const name = capabilityTitle(capability);
	if (name === '') return 'A capability needs at least 1 character.';
	if ([...name].length > maxCapabilityLength)
		return `A capability can have at most ${maxCapabilityLength} characters.`;
	const before = newCapabilities(inherited, added);
	return before.length >= maxCustomCapabilities &&
		newCapabilities([...inherited, ...before], [capability]).length > 0
		? `You can add at most ${maxCustomCapabilities} capabilities.`
		: undefined;
};

/** A pasted list (commas or lines between) → the typed names in order, empties left out. */
export const splitCapabilityList = (pasted: string): readonly string[] =>
	pasted
		.split(/[,\n\r]+/u)
		.map(each => each.trim())
		.filter(each => each !== '');
