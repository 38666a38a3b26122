import {type TextState, textState} from './edit-text.ts';

/** The value of a chips field: its chips, and the entry beside them. */
export type ChipList = {readonly chips: readonly string[]; readonly entry: TextState};

export const chipList = (chips: readonly string[]): ChipList => ({chips, entry: textState('')});

/** All chips, and the entry that is typed but not added yet. @param keep how an entry is stored */
export const allChips = ({chips, entry}: ChipList, keep: (entry: string) => string): readonly string[] =>
	entry.text.trim() === '' ? chips : [...chips, keep(entry.text)];
