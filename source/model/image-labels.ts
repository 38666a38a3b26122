import {isOurs, labelRules, matchesLabel} from './container-labels.ts';
import type {Labels} from './labels.ts';
import {labelLooksSecret} from './looks-secret.ts';

/** Label rules from the config: names, exact or with a trailing `*`. keep wins over drop and over the table. */
export type LabelChoice = {readonly keep: readonly string[]; readonly drop: readonly string[]};

type LeftOutLabel = {
	readonly name: string;
	/** The tool it belongs to, or another reason: `Compose`, `your config`, `looks like a secret`. */
	readonly tool: string;
};

/** What happens to a DevBox's labels in its image; names sorted. */
export type ImageLabels = {
	/** Set: labels that the DevBox's image lacks or has with another value. */
	readonly kept: Labels;
	/** The DevBox's image has them already. */
	readonly inherited: readonly string[];
	/** Not set; only the DevBox has them. If the DevBox itself is committed, they can only be set to empty. */
	readonly dropped: readonly LeftOutLabel[];
	/** Set to empty: the DevBox's image has them, and a commit cannot remove labels. */
	readonly emptied: readonly LeftOutLabel[];
};

/**
 * @param labels of the container, of its image, and those that Ingot sets, which appear in none of the results
 * @param choice the rules from the config
 */
export const imageLabels = (
	{container, image, ours}: {readonly container: Labels; readonly image: Labels; readonly ours: Labels},
	choice: LabelChoice = {keep: [], drop: []},
): ImageLabels => {
	const kept: [string, string][] = [];
	const inherited: string[] = [];
	const dropped: LeftOutLabel[] = [];
	const emptied: LeftOutLabel[] = [];
	const all = Object.entries({...image, ...container}).toSorted(([a], [b]) => (a < b ? -1 : 1));
	for (const [name, value] of all) {
		if (Object.hasOwn(ours, name)) continue;
		const isImages = Object.hasOwn(image, name);
		const isSame = isImages && image[name] === value;
		const tool = leftOutBy({name, value}, choice, isSame);
		if (tool !== undefined) (isImages ? emptied : dropped).push({name, tool});
		else if (isSame) inherited.push(name);
		else kept.push([name, value]);
	}
	return {kept: Object.fromEntries(kept), inherited, dropped, emptied};
};

/** Why a label is left out, or undefined when it is kept. @param isSame the image has it, so everyone with that has read it */
const leftOutBy = (
	label: {readonly name: string; readonly value: string},
	{keep, drop}: LabelChoice,
	isSame: boolean,
): string | undefined => {
	const isIn = (patterns: readonly string[]) =>
		!isOurs(label.name) && patterns.some(pattern => matchesLabel({pattern}, label));
	if (isIn(keep)) return undefined;
	if (isIn(drop)) return 'your config';
	const rule = labelRules.find(each => matchesLabel(each, label));
	if (rule !== undefined) return rule.act === 'drop' ? rule.tool : undefined;
	return !isSame && labelLooksSecret(label) ? 'looks like a secret' : undefined;
};
