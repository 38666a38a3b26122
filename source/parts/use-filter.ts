import {useState} from 'react';
import type {Binding} from '../keys.ts';
import {type TextState, textState} from './edit-text.ts';

export type Filter = {
	readonly query: string;
	/** True while letters go to the filter. */
	readonly isTyping: boolean;
	readonly state: TextState;
	readonly change: (next: TextState) => void;
	/** The field's own keys, for TextField. */
	readonly keys: Readonly<Record<string, () => void>>;
	/** For the screen's bindings, before its own: Escape clears the filter first. */
	readonly bindings: readonly Binding[];
};

/**
 * The filter of a list. `/` opens it; Enter keeps it and Escape clears it. `isAlways` keeps it open, for pickers whose rows
 * have no letter keys.
 */
export const useFilter = ({isAlways = false}: {isAlways?: boolean} = {}): Filter => {
	const [state, setState] = useState<TextState>(textState(''));
	const [isOpen, setOpen] = useState(false);
	const drop = () => {
		setState(textState(''));
		setOpen(false);
	};
	const keep = () => setOpen(false);
	const clear: Binding = {key: 'esc', title: 'Clear filter', group: 'List', run: drop};
	const isEmpty = state.text === '';
	const keys = isAlways ? (isEmpty ? {} : {esc: drop}) : {enter: keep, esc: drop};
	return {
		query: state.text,
		isTyping: isAlways || isOpen,
		state,
		change: setState,
		keys,
		bindings: isAlways
			? isEmpty
				? []
				: [clear]
			: [
					// While the filter is open its own keys come first, in the key bar too.
					...(isOpen ? [{key: 'enter', title: 'Keep filter', group: 'List', run: keep}] : []),
					...(isOpen || !isEmpty ? [clear] : []),
					{key: '/', title: 'Filter', group: 'List', run: () => setOpen(true)},
				],
	};
};
