import {
	type Capability,
	capabilityProblem,
	capabilityTitle,
	newCapabilities,
	splitCapabilityList,
	toCustomCapability,
} from '../../model/capability.ts';
import type {ChipRules} from '../../parts/use-chips.ts';

/** A typed capability as its chip shows it. */
export const keepTitle = (entry: string): string => capabilityTitle(toCustomCapability(entry));

/** Capabilities are typed by their titles. @param inherited those that the source already has */
export const capabilityRules = (inherited: readonly Capability[]): ChipRules => ({
	split: splitCapabilityList,
	problem: (entry, titles) => capabilityProblem(entry, {inherited, added: titles.map(toCustomCapability)}),
	isThere: (entry, titles) =>
		newCapabilities([...inherited, ...titles.map(toCustomCapability)], [toCustomCapability(entry)]).length ===
		0,
	keep: keepTitle,
});
