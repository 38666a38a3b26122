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

/** Capabilities → the label's value: inherited, then custom, without doubles. */
export const formatCapabilities = (inherited: readonly Capability[], custom: readonly Capability[]): string =>
	[...new Set([...inherited, ...custom])].join(',');

/** What a user typed → the stored form; a typed `custom:` is not doubled. */
export const toCustomCapability = (typed: string): Capability => {
	const name = typed.trim();
	return prefix + (isCustom(name) ? name.slice(prefix.length).trim() : name);
};

/**
 * Why a typed capability cannot be added, or undefined when it can.
 * @param inherited what the source carries · @param added custom ones that are already on the list, in stored form
 */
export const capabilityProblem = (
	typed: string,
	{inherited, added}: {inherited: readonly Capability[]; added: readonly Capability[]},
): string | undefined => {
	if (typed.includes(',')) return 'A capability has no commas.';
	if (!isHarmless(typed.trim())) return 'A capability has no control or invisible characters.';
	const capability = toCustomCapability(typed);
	const name = capabilityTitle(capability);
	if (name === '') return 'A capability has at least 1 character.';
	if ([...name].length > maxCapabilityLength)
		return `A capability has at most ${maxCapabilityLength} characters.`;
	if (inherited.includes(capability) || inherited.includes(name)) return `The DevBox already has ${name}.`;
	if (added.includes(capability)) return `${name} is already on the list.`;
	if (added.length >= maxCustomCapabilities)
		return `At most ${maxCustomCapabilities} capabilities can be added.`;
	return undefined;
};

/** A pasted list (commas or lines between) → the typed names in order, empties left out. */
export const splitCapabilityList = (pasted: string): readonly string[] =>
	pasted
		.split(/[,\n\r]+/u)
		.map(each => each.trim())
		.filter(each => each !== '');
