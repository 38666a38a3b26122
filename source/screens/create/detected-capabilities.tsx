import {Text} from 'ink';
import stringWidth from 'string-width';
import {capabilityTitle} from '../../model/capability.ts';
import {type Inherited, toolWords} from '../../model/detection.ts';
import {neutralise} from '../../model/text.ts';
import {toneOf} from '../../parts/tone-of.ts';
import {colours} from '../../theme.ts';

/**
 * The inherited capabilities: detected ones with versions, and those that only the label claims.
 *
 *     Detected: git 2.39.5, node 22.11.0, python 3.11.2 and 9 more
 *     Claimed, not found: docker
 */
export const DetectedCapabilities = ({inherited, width}: {inherited: Inherited; width: number}) => {
	const {detected, notFound, problem} = inherited;
	const line = (head: string, items: readonly string[]) => listWithin(head, items.map(neutralise), width);
	return (
		<>
			{detected.length > 0 ? (
				<Text {...toneOf('muted')}>{line('Detected: ', detected.map(toolWords))}</Text>
			) : null}
			{notFound.length > 0 ? (
				<Text color={colours.warning}>
					{line('In the label but not found: ', notFound.map(capabilityTitle))}
				</Text>
			) : null}
			{problem === undefined ? null : (
				<Text color={colours.warning} wrap="truncate-end">{`Detection failed: ${neutralise(problem)}.`}</Text>
			)}
		</>
	);
};

/** `Detected: git, node and 9 more`: as many items as the width (columns) has room for, at least one. */
const listWithin = (head: string, items: readonly string[], width: number): string => {
	for (let shown = items.length; shown > 1; shown -= 1) {
		const rest = items.length - shown;
		const line = head + items.slice(0, shown).join(', ') + (rest === 0 ? '' : ` and ${rest} more`);
		if (stringWidth(line) <= width) return line;
	}
	return head + (items[0] ?? '') + (items.length > 1 ? ` and ${items.length - 1} more` : '');
};
