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
export const ChipsField = (props: Props) => {
	const {fixed, chips, isActive, width} = props;
	const {state, refused, change, paste} = useChips(props);
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
					onPaste={paste}
				/>
			</Box>
			{refused === undefined ? null : <Text color={colours.danger}>{refused}</Text>}
		</Box>
	);
};

const useChips = ({chips, onChange, isActive, split, problem, keep, onDone}: Props) => {
	const [state, setState] = useState<TextState>(textState(''));
	const [refused, setRefused] = useState<string | undefined>(undefined);
	const add = (text: string) => {
		const added = addEntries(split(text), {chips, problem, keep});
		onChange(added.chips);
		setRefused(added.why);
		setState(textState(added.left));
	};
	const enter = () => (state.text.trim() === '' ? onDone() : add(state.text));
	const removeLast = {key: 'backspace', title: 'Remove the last', run: () => onChange(chips.slice(0, -1))};
	useKeys([{key: 'enter', title: 'Add', run: enter}, ...(state.text === '' ? [removeLast] : [])], {isActive});
	const change = (next: TextState) => {
		if (next.text.includes(',')) {
			add(next.text);
			return;
		}
		setState(next);
		setRefused(next.text.trim() === '' ? undefined : problem(next.text, chips));
	};
	return {state, refused, change, paste: (text: string) => add(state.text + text)};
};

/** Adds what can be added; what cannot stays in the field, with the first reason. */
export const addEntries = (
	entries: readonly string[],
	{chips, problem, keep}: Pick<Props, 'chips' | 'problem' | 'keep'>,
): {readonly chips: readonly string[]; readonly left: string; readonly why: string | undefined} => {
	let kept = chips;
	const refused: {readonly entry: string; readonly why: string}[] = [];
	for (const entry of entries) {
		const why = problem(entry, kept);
		if (why === undefined) kept = [...kept, keep(entry)];
		else refused.push({entry, why});
	}
	const [first] = refused;
	const why = first === undefined || entries.length === 1 ? first?.why : `${first.entry}: ${first.why}`;
	return {chips: kept, left: refused.map(each => each.entry).join(' '), why};
};
