import {Box, Text} from 'ink';
import type {Binding} from '../../keys.ts';
import {ChoiceField} from '../../parts/choice-field.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {useBodyWidth} from '../shared/use-body-height.ts';
import {fieldEdge} from './field-sizes.ts';
import {sourceKey} from './source-keys.ts';

/** What an image is made of. */
export type SourceKind = 'devbox' | 'containerfile';

const choices = [
	{value: 'devbox', label: 'From DevBox'},
	{value: 'containerfile', label: 'From Containerfile'},
] as const;

/** Columns from which the key has space beside the segments. */
const keyFrom = 62;

/** The key that works wherever the field is, in a text too. */
export const sourceBinding = (value: SourceKind, onSwitch: () => void): Binding => ({
	key: sourceKey,
	title: value === 'devbox' ? 'From Containerfile' : 'From DevBox',
	run: onSwitch,
});

/**
 * The segments of Create Image.
 *
 *     Source          ❯ From DevBox    From Containerfile   ctrl+f
 */
export const SourceField = ({
	value,
	onSwitch,
	isActive = false,
}: {
	value: SourceKind;
	onSwitch: () => void;
	/** Whether the arrows change it. */
	isActive?: boolean;
}) => (
	<Box flexShrink={0} height={1}>
		<Box width={fieldEdge} flexShrink={0}>
			<Text {...toneOf(isActive ? 'title' : 'plain')}>Source</Text>
		</Box>
		<Box flexShrink={0}>
			<ChoiceField choices={choices} value={value} onChange={onSwitch} isActive={isActive} />
		</Box>
		<Text {...toneOf('muted')} wrap="truncate-end">
			{useBodyWidth() < keyFrom ? '' : ` ${sourceKey}`}
		</Text>
	</Box>
);
