import {useState} from 'react';
import type {ChipList} from './chip-list.ts';
import {insertText, type TextState, textState} from './edit-text.ts';

export type ChipRules = {
	/** A pasted list → its entries. */
	readonly split: (pasted: string) => readonly string[];
	/** Why an entry cannot be added to these chips, or undefined. */
	readonly problem: (entry: string, chips: readonly string[]) => string | undefined;
	/** How an entry is kept. */
	readonly keep: (entry: string) => string;
	/** Commas belong to an entry; by default one ends it. */
	readonly hasCommas?: boolean;
};

type Refused = {readonly entry: string; readonly why: string};

/** Adds what can be added; what cannot stays in the field, each with its reason. */
export const addEntries = (
	entries: readonly string[],
	chips: readonly string[],
	{problem, keep}: ChipRules,
): {readonly chips: readonly string[]; readonly left: string; readonly refused: readonly Refused[]} => {
	let kept = chips;
	const refused: Refused[] = [];
	for (const entry of entries.filter(each => each.trim() !== '')) {
		const why = problem(entry, kept);
		if (why === undefined) kept = [...kept, keep(entry)];
		else refused.push({entry, why});
	}
	return {chips: kept, left: refused.map(each => each.entry.trim()).join(', '), refused};
};

type Owner = ChipRules & {
	readonly list: ChipList;
	readonly onChange: (list: ChipList) => void;
	readonly onDone: () => void;
};

export type Chips = {
	readonly problems: readonly string[];
	/** The chip that Delete would remove. */
	readonly selected: number | undefined;
	readonly change: (next: TextState) => void;
	readonly paste: (text: string) => void;
	readonly keys: Readonly<Record<string, () => void>>;
};

export const useChips = (owner: Owner): Chips => {
	const {list, onChange, onDone} = owner;
	const {chips, entry: state} = list;
	const [problems, setProblems] = useState<readonly string[]>([]);
	const [at, setAt] = useState<number | undefined>(undefined);
	const selected = at !== undefined && at < chips.length && state.text === '' ? at : undefined;
	const isList = (text: string) => !owner.hasCommas && commas(text) > 0;
	const add = (text: string) => {
		const entries = owner.split(text);
		const added = addEntries(entries, chips, owner);
		onChange({chips: added.chips, entry: textState(added.left)});
		setProblems(
			added.refused.map(each => (entries.length === 1 ? each.why : `${each.entry.trim()}: ${each.why}`)),
		);
	};
	const change = (next: TextState) => {
		setAt(undefined);
		if (!owner.hasCommas && commas(next.text) > commas(state.text)) {
			add(next.text);
			return;
		}
		onChange({chips, entry: next});
		const why = next.text.trim() === '' || isList(next.text) ? undefined : owner.problem(next.text, chips);
		setProblems(why === undefined ? [] : [why]);
	};
	const remove = (index: number | undefined) => {
		if (index !== undefined) onChange({...list, chips: chips.filter((_, each) => each !== index)});
		setAt(undefined);
	};
	return {
		problems,
		selected,
		change,
		paste: text =>
			isList(text) || /[\r\n]/u.test(text) ? add(state.text + text) : change(insertText(state, text.trim())),
		keys: {
			...(state.text.trim() === '' ? {enter: onDone} : {enter: () => add(state.text)}),
			...(state.text === '' ? chipKeys({chips, selected, setAt, remove}) : {}),
		},
	};
};

const commas = (text: string): number => text.split(',').length - 1;

/** In the empty field the arrows walk over the chips, Delete and Backspace remove one. */
const chipKeys = ({
	chips,
	selected,
	setAt,
	remove,
}: {
	chips: readonly string[];
	selected: number | undefined;
	setAt: (index: number | undefined) => void;
	remove: (index: number | undefined) => void;
}): Readonly<Record<string, () => void>> => ({
	left: () => setAt(chips.length === 0 ? undefined : Math.max(0, (selected ?? chips.length) - 1)),
	right: () => setAt(selected === undefined || selected + 1 >= chips.length ? undefined : selected + 1),
	backspace: () => remove(selected ?? (chips.length === 0 ? undefined : chips.length - 1)),
	delete: () => remove(selected),
});
