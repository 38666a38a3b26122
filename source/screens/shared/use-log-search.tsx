import {Box, Text} from 'ink';
import {useContext, useState} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import type {LogRing} from '../../model/log-ring.ts';
import {type TextState, textState} from '../../parts/edit-text.ts';
import {findLine} from '../../parts/log-search.ts';
import type {LogPosition} from '../../parts/log-view.tsx';
import {TextField} from '../../parts/text-field.tsx';

export type LogSearch = {
	readonly query: string;
	readonly isTyping: boolean;
	/** Before the screen's own: `esc` ends the search first. */
	readonly first: readonly Binding[];
	readonly bindings: readonly Binding[];
	/** One line, while the user types. */
	readonly field: (width: number) => React.ReactNode;
};

/** Searching a log: `/` asks for a text, `n` and `N` go to the lines that have it, whatever their capitals. */
export const useLogSearch = (ring: LogRing, position: LogPosition): LogSearch => {
	const {notify} = useContext(KeyLayerContext);
	const [state, setState] = useState<TextState>(textState(''));
	const [isTyping, setTyping] = useState(false);
	const [found, setFound] = useState<number>();
	const query = state.text;
	const go = (direction: 1 | -1, from: number) => {
		const line = findLine(ring, query, {from, direction});
		setFound(line);
		if (line === undefined) notify(`No line of this log has “${query}”.`);
		else position.show(line);
	};
	const search = () => {
		setTyping(false);
		if (query !== '') go(1, position.from - 1);
	};
	const end = () => {
		setTyping(false);
		// That nothing was found is past, too.
		if (query !== '' && found === undefined) notify('');
		setFound(undefined);
		setState(textState(''));
	};
	const next = (key: string, title: string, direction: 1 | -1): Binding => ({
		key,
		title,
		group: 'Search',
		isHidden: query === '',
		refusal: query === '' ? 'Search for a text first.' : undefined,
		run: () => go(direction, found ?? position.from),
	});
	return {
		query,
		isTyping,
		first: [
			...(isTyping ? [{key: 'enter', title: 'Search', group: 'Search', run: search}] : []),
			...(isTyping || query !== '' ? [{key: 'esc', title: 'Clear search', group: 'Search', run: end}] : []),
		],
		bindings: [
			{key: '/', title: 'Search', group: 'Search', run: () => setTyping(true)},
			next('n', 'Next match', 1),
			next('N', 'Previous match', -1),
		],
		field: width => (
			<Box height={1} width={width} overflow="hidden" flexShrink={0}>
				<Text>/ </Text>
				<TextField
					state={state}
					onChange={setState}
					isActive
					width={width - 2}
					keys={{enter: search, esc: end}}
				/>
			</Box>
		),
	};
};
