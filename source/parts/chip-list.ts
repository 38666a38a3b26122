import {type TextState, textState} from './edit-text.ts';

/** The content of a chips field: its chips, and the entry that is being typed. */
export type ChipList = {readonly chips: readonly string[]; readonly entry: TextState};

/** A list of chips with an empty entry behind them. */
export const chipList = (chips: readonly string[]): ChipList => ({chips, entry: textState('')});

/** The chips, and the entry that is typed but not added yet. @param keep normalises an entry */
export const allChips = ({chips, entry}: ChipList, keep: (entry: string) => string): readonly string[] =>
	entry.text.trim() === '' ? chips : [...chips, keep(entry.text)];
