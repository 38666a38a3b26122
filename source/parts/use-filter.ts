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
 * The filter of a list. On `/`: typed until Enter keeps it or Escape clears it. `isAlways`: typed all the time,
 * for pickers whose rows have no letters of their own.
 */
export const useFilter = ({
	isAlways = false,
	onChange,
}: {
	isAlways?: boolean;
	/** The query has changed: a list should go to its first row. */
	onChange?: (query: string) => void;
} = {}): Filter => {
	const [state, setState] = useState<TextState>(textState(''));
	const [isOpen, setOpen] = useState(false);
	const change = (next: TextState) => {
		setState(next);
		if (next.text !== state.text) onChange?.(next.text);
	};
	const drop = () => {
		change(textState(''));
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
		change,
		keys,
		bindings: isAlways
			? isEmpty
				? []
				: [clear]
			: [
					// While it is typed its own keys come first: in the key bar too.
					...(isOpen ? [{key: 'enter', title: 'Keep filter', group: 'List', run: keep}] : []),
					...(isOpen || !isEmpty ? [clear] : []),
					{key: '/', title: 'Filter', group: 'List', run: () => setOpen(true)},
				],
	};
};
