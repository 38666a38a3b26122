import {Box, Text} from 'ink';
import {useState} from 'react';
import {useKeys} from '../keys.ts';
import {colours} from '../theme.ts';
import {Chip} from './chip.tsx';
import {type TextState, textState} from './edit-text.ts';
import {TextField} from './text-field.tsx';

type Props = {
	/** Titles of chips that cannot be changed here. */
	readonly fixed: readonly {readonly title: string; readonly isCustom: boolean}[];
	readonly chips: readonly string[];
	readonly onChange: (chips: readonly string[]) => void;
	readonly isActive: boolean;
	readonly width: number;
	/** A pasted list → its entries. */
	readonly split: (pasted: string) => readonly string[];
	/** Why an entry cannot be added to these chips, or undefined. */
	readonly problem: (entry: string, chips: readonly string[]) => string | undefined;
	/** How an entry is kept. */
	readonly keep: (entry: string) => string;
	/** Enter on an empty field. */
	readonly onDone: () => void;
};

/**
 * Chips that are typed: Enter or a comma adds, a pasted list adds many, Backspace in the empty field removes the last.
 *
 *     git node #erp   #tax-prep-2025 █
 *     A capability has at most 40 characters.
 */
export const ChipsField = ({
	fixed,
	chips,
	onChange,
	isActive,
	width,
	split,
	problem,
	keep,
	onDone,
}: Props) => {
	const [state, setState] = useState<TextState>(textState(''));
	const [refused, setRefused] = useState<string | undefined>(undefined);
	const add = (entries: readonly string[]) => {
		let kept = chips;
		let why: string | undefined;
		let left = '';
		for (const entry of entries) {
			const found = problem(entry, kept);
			if (found === undefined) kept = [...kept, keep(entry)];
			else {
				why ??= entries.length > 1 ? `${entry}: ${found}` : found;
				left = left === '' ? entry : `${left}, ${entry}`;
			}
		}
		onChange(kept);
		setRefused(why);
		setState(textState(left));
	};
	useKeys(
		[
			{key: 'enter', title: 'Add', run: () => (state.text.trim() === '' ? onDone() : add(split(state.text)))},
			{key: ',', title: 'Add', run: () => {}},
			...(state.text === '' && chips.length > 0
				? [{key: 'backspace', title: 'Remove the last', run: () => onChange(chips.slice(0, -1))}]
				: []),
		],
		{isActive},
	);
	const change = (next: TextState) => {
		if (next.text.includes(',')) {
			add(split(next.text));
			return;
		}
		setState(next);
		setRefused(next.text.trim() === '' ? undefined : problem(next.text, chips));
	};
	return (
		<Box flexDirection="column" width={width}>
			<Box width={width} flexWrap="wrap" columnGap={1}>
				{fixed.map(each => (
					<Chip key={each.title} text={each.title} isCustom={each.isCustom} />
				))}
				{fixed.length > 0 ? <Text dimColor>inherited</Text> : null}
				{chips.map(each => (
					<Chip key={each} text={each} isCustom />
				))}
				<TextField
					state={state}
					onChange={change}
					isActive={isActive}
					width={Math.max(10, Math.min(44, width - 2))}
					placeholder={chips.length === 0 ? 'type one, Enter adds it' : 'another'}
					onPaste={text => add(split(state.text + text))}
				/>
			</Box>
			{refused === undefined ? null : <Text color={colours.danger}>{refused}</Text>}
		</Box>
	);
};
