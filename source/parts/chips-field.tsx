import {Box, Text} from 'ink';
import {useContext} from 'react';
import stringWidth from 'string-width';
import {neutralise} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import type {ChipList} from './chip-list.ts';
import {fitText} from './fit.ts';
import {Prose} from './prose.tsx';
import {TextField} from './text-field.tsx';
import {toneOf} from './tone-of.ts';
import {type ChipRules, useChips} from './use-chips.ts';

type Fixed = {readonly title: string; readonly isCustom: boolean};

type Props = ChipRules & {
	/** Titles of chips that cannot be changed here. */
	readonly fixed: readonly Fixed[];
	readonly list: ChipList;
	readonly onChange: (list: ChipList) => void;
	readonly isActive: boolean;
	readonly width: number;
	/** The chips are custom capabilities, which are drawn with a mark; default true. */
	readonly isCustom?: boolean;
	/** Called for Enter in an empty field. */
	readonly onDone: () => void;
};

/** More reasons would not help. */
const maxProblems = 3;
const maxFixed = 12;

/**
 * A field for a list: Enter or a comma adds a chip, a pasted list adds many. In the empty field, Backspace removes the last
 * chip, Left selects one and Delete removes it.
 *
 *     git node inherited  #erp #tax-prep-2025 █
 *     A capability can have at most 40 characters.
 */
export const ChipsField = (props: Props) => {
	const {fixed, isActive, width, isCustom = true} = props;
	const {chips, entry: state} = props.list;
	const hint = chips.length === 0 ? 'type one, then Enter' : 'another';
	const {problems, note, selected, change, paste, keys} = useChips(props);
	return (
		<Box flexDirection="column" width={width} flexShrink={0}>
			<Box width={width} flexWrap="wrap" columnGap={1}>
				<Inherited fixed={fixed} width={width} />
				{chips.map((each, index) =>
					index === selected && isActive ? (
						<Text key={each} {...toneOf('caret')}>
							{fitText(neutralise(isCustom ? `#${each}` : each), Math.min(width, 44))}
						</Text>
					) : (
						<Chip key={each} text={each} isCustom={isCustom} width={Math.min(width, 44)} />
					),
				)}
				<TextField
					state={state}
					onChange={change}
					onPaste={paste}
					keys={keys}
					isActive={isActive}
					// As wide as its text, so that it stays beside the chips while there is space.
					width={Math.max(1, Math.min(44, width, Math.max(stringWidth(state.text), hint.length) + 1))}
					placeholder={hint}
				/>
			</Box>
			{note === undefined ? null : (
				<Text {...toneOf('muted')} wrap="truncate-end">
					{neutralise(note)}
				</Text>
			)}
			{problems.slice(0, maxProblems).map(each => (
				<Prose key={each} {...toneOf('danger')}>
					{neutralise(each)}
				</Prose>
			))}
			{problems.length > maxProblems ? (
				<Text {...toneOf('danger')}>{`and ${problems.length - maxProblems} more`}</Text>
			) : null}
		</Box>
	);
};

const Inherited = ({fixed, width}: {fixed: readonly Fixed[]; width: number}) => {
	if (fixed.length === 0) return null;
	const hidden = Math.max(0, fixed.length - maxFixed);
	return (
		<>
			{fixed.slice(0, maxFixed).map(each => (
				<Chip key={each.title} text={each.title} isCustom={each.isCustom} width={Math.min(width, 44)} />
			))}
			<Text {...toneOf('muted')}>{hidden === 0 ? 'inherited ' : `and ${hidden} more, inherited `}</Text>
		</>
	);
};

/**
 * A capability. Custom ones have a mark, because there may be no colour.
 *
 *     git node #tax-prep-2025
 */
export const Chip = ({text, isCustom, width = 44}: {text: string; isCustom: boolean; width?: number}) => {
	const marks = useContext(MarksContext);
	const label = fitText(neutralise(isCustom ? `#${text}` : text), width, marks.more);
	return <Text {...(isCustom ? toneOf('custom') : toneOf('builtIn'))}>{label}</Text>;
};
