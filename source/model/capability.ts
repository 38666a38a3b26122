import {isHarmless} from './text.ts';

/** As stored in the label: built-in ones bare (`git`), custom ones with their prefix (`custom:erp`). */
export type Capability = string;

const prefix = 'custom:';
export const maxCustomCapabilities = 10;
export const maxCapabilityLength = 40;

/** True for `custom:…`. */
export const isCustom = (capability: Capability): boolean => capability.startsWith(prefix);

/** What a person reads on the chip: the prefix is not shown, the colour tells. */
export const capabilityTitle = (capability: Capability): string =>
	isCustom(capability) ? capability.slice(prefix.length) : capability;

/** What inheriting can have made of them at most; a label can hold a megabyte. */
const most = {length: 128, count: 200} as const;

/** The label's value → capabilities; whatever could not have been written by us (controls, empty, endless) is dropped. */
export const parseCapabilities = (label: string | undefined): readonly Capability[] =>
	[
		...new Set(
			(label ?? '')
				.split(',')
				.map(each => each.trim())
				.filter(each => each !== '' && each.length <= most.length && isHarmless(each)),
		),
	].slice(0, most.count);

/** What a user typed → the stored form: prefixes typed with it are dropped, white space is one blank, letters are composed (NFC). */
export const toCustomCapability = (typed: string): Capability =>
	prefix +
	typed
		.replace(/^(?:\s*custom:)*/iu, '')
		.trim()
		.replaceAll(/\s+/gu, ' ')
		.normalize('NFC');

/** Two capabilities of one key are the same to people: the prefix, case and the way that a letter is encoded do not count. */
const keyOf = (capability: Capability): string =>
	capabilityTitle(toCustomCapability(capability)).toLowerCase().normalize('NFC');

/**
 * Which of the added capabilities are new: none that is inherited, and each once. Inherited and built-in spellings win.
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
 * Inherited capabilities, then what is new, none twice. A custom one beside the built-in one of the same name goes: the
 * built-in one says the same, and more people look for it.
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
 * Why a typed capability cannot be added, or undefined when it can. One that is there already is no problem: it merges.
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
