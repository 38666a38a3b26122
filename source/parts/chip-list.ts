import {type TextState, textState} from './edit-text.ts';

/** What a chips field holds: its chips, and what is typed beside them. */
export type ChipList = {readonly chips: readonly string[]; readonly entry: TextState};

export const chipList = (chips: readonly string[]): ChipList => ({chips, entry: textState('')});

/** All that is meant: what is typed but not added counts too when somebody goes on. @param keep how an entry is kept */
export const allChips = ({chips, entry}: ChipList, keep: (entry: string) => string): readonly string[] =>
	entry.text.trim() === '' ? chips : [...chips, keep(entry.text)];
