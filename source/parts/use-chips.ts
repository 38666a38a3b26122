import {useState} from 'react';
import type {ChipList} from './chip-list.ts';
import {insertText, type TextState, textState} from './edit-text.ts';

export type ChipRules = {
	/** Splits a pasted list into entries. */
	readonly split: (pasted: string) => readonly string[];
	/** Why an entry cannot be added to these chips, or undefined. */
	readonly problem: (entry: string, chips: readonly string[]) => string | undefined;
	/** True when a valid entry is on the list already, or fixed: it is not added again, and a note says so. */
	readonly isThere?: (entry: string, chips: readonly string[]) => boolean;
	/** Normalises an entry. */
	readonly keep: (entry: string) => string;
	/** Entries can contain commas; by default a comma ends an entry. */
	readonly hasCommas?: boolean;
};

type Refused = {readonly entry: string; readonly why: string};
type Added = {
	readonly chips: readonly string[];
	/** The text that stays in the field. */
	readonly remaining: string;
	readonly refused: readonly Refused[];
	/** Entries that were there before, normalised. */
	readonly already: readonly string[];
};

/** Adds valid entries that are not there yet; invalid ones stay in the field, each with its reason. */
export const addEntries = (
	entries: readonly string[],
	chips: readonly string[],
	{problem, isThere, keep}: ChipRules,
): Added => {
	let kept = chips;
	const refused: Refused[] = [];
	const already = new Set<string>();
	for (const entry of entries.filter(each => each.trim() !== '')) {
		const why = problem(entry, kept);
		if (why !== undefined) refused.push({entry, why});
		else if (isThere?.(entry, kept)) already.add(keep(entry));
		else kept = [...kept, keep(entry)];
	}
	return {
		chips: kept,
		remaining: refused.map(each => each.entry.trim()).join(', '),
		refused,
		already: [...already],
	};
};

type Owner = ChipRules & {
	readonly list: ChipList;
	readonly onChange: (list: ChipList) => void;
	readonly onDone: () => void;
};

export type Chips = {
	readonly problems: readonly string[];
	/** The result of the last entry, until more is typed. */
	readonly note: string | undefined;
	/** The chip that Delete would remove. */
	readonly selected: number | undefined;
	readonly change: (next: TextState) => void;
	readonly paste: (text: string) => void;
	readonly keys: Readonly<Record<string, () => void>>;
};

/** The keys of a list of chips: adding by Enter and comma, removing, and why an entry is refused. */
export const useChips = (owner: Owner): Chips => {
	const {list, onChange, onDone} = owner;
	const {chips, entry: state} = list;
	const [problems, setProblems] = useState<readonly string[]>([]);
	const [note, setNote] = useState<string | undefined>(undefined);
	const [at, setAt] = useState<number | undefined>(undefined);
	const selected = at !== undefined && at < chips.length && state.text === '' ? at : undefined;
	const isList = (text: string) => !owner.hasCommas && commas(text) > 0;
	const add = (text: string) => {
		const entries = owner.split(text);
		const added = addEntries(entries, chips, owner);
		onChange({chips: added.chips, entry: textState(added.remaining)});
		setNote(alreadyText(added.already));
		setProblems(
			added.refused.map(each => (entries.length === 1 ? each.why : `${each.entry.trim()}: ${each.why}`)),
		);
	};
	const change = (next: TextState) => {
		setAt(undefined);
		setNote(undefined);
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
		note,
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

const alreadyText = (titles: readonly string[]): string | undefined => {
	const [first] = titles;
	if (first === undefined) return undefined;
	return titles.length === 1
		? `${first} has already been added.`
		: `${titles.join(', ')} have already been added.`;
};

const commas = (text: string): number => text.split(',').length - 1;

/** In the empty field, the arrows select a chip, and Delete and Backspace remove one. */
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
