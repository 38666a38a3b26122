import {Box, Text} from 'ink';
import stringWidth from 'string-width';
import {type Capability, capabilityTitle, isCustom} from '../../model/capability.ts';
import {type Inherited, toolWords} from '../../model/detection.ts';
import {neutralise} from '../../model/text.ts';
import {type Meaning, toneOf} from '../../parts/tone-of.ts';
import {fieldEdge} from './field-sizes.ts';

type Row = {
	readonly items: readonly string[];
	/** Where they come from. */
	readonly word: string;
	readonly meaning: Meaning;
};

/** What the image inherits, by where it comes from: the label of the DevBox, or what was found in it. */
export const capabilityRows = ({
	capabilities,
	claimed,
	detected,
	notFound,
	problem,
}: Inherited): readonly Row[] => {
	const versions = new Map(detected.map(tool => [tool.capability, toolWords(tool)]));
	const present = capabilities.filter(each => !notFound.includes(each));
	const title = (each: Capability) =>
		isCustom(each) ? `#${capabilityTitle(each)}` : (versions.get(each) ?? each);
	const isClaimed = (each: Capability) => claimed.includes(each);
	return [
		{items: present.filter(isClaimed).map(title), word: 'inherited', meaning: 'builtIn' as const},
		{
			items: present.filter(each => !isClaimed(each)).map(title),
			word: 'detected',
			meaning: 'builtIn' as const,
		},
		{
			items: notFound.map(title),
			word: 'in the label but not found',
			meaning: 'warning' as const,
		},
		...(problem === undefined
			? []
			: [{items: [`Detection failed: ${problem}.`], word: '', meaning: 'warning' as const}]),
	].filter(({items}) => items.length > 0);
};

/**
 * The capabilities that come by themselves, each kind with its word.
 *
 *     git 2.39.5  #erp   inherited
 *     node 22.11.0  python 3.11.2 and 9 more   detected
 */
export const CapabilityRows = ({rows, width}: {rows: readonly Row[]; width: number}) => (
	<>
		{rows.map(({items, word, meaning}) => (
			<Box key={word} paddingLeft={fieldEdge} flexShrink={0}>
				<Text wrap="truncate-end">
					<Text {...toneOf(meaning)}>
						{listWithin(items.map(neutralise), width - fieldEdge - stringWidth(word) - 3)}
					</Text>
					<Text {...toneOf('muted')}>{word === '' ? '' : `   ${word}`}</Text>
				</Text>
			</Box>
		))}
	</>
);

/** `git  node and 9 more`: as many items as the width (columns) has room for, at least one. */
const listWithin = (items: readonly string[], width: number): string => {
	for (let shown = items.length; shown > 1; shown -= 1) {
		const rest = items.length - shown;
		const line = items.slice(0, shown).join('  ') + (rest === 0 ? '' : ` and ${rest} more`);
		if (stringWidth(line) <= width) return line;
	}
	return (items[0] ?? '') + (items.length > 1 ? ` and ${items.length - 1} more` : '');
};
