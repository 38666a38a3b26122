import {Box, Text} from 'ink';
import type {ComponentProps} from 'react';
import {keyName} from '../key-names.ts';
import {List} from './list.tsx';
import {TextField} from './text-field.tsx';
import {toneOf} from './tone-of.ts';
import type {Filter} from './use-filter.ts';
import type {FilteredList} from './use-list.ts';

type FilterLineProps = {
	readonly filter: Filter;
	readonly width: number;
	readonly placeholder?: string;
	/** At the right: `3 of 120`. */
	readonly note?: string;
};

/**
 * The filter of a list in one line.
 *
 *     / tax-prep█                                  3 of 120
 */
const FilterLine = ({
	filter,
	width,
	placeholder = `press ${keyName('/')} to filter`,
	note = '',
}: FilterLineProps) => {
	return (
		<Box width={width} height={1} overflow="hidden" flexShrink={0}>
			<Text {...(filter.isTyping ? toneOf('title') : toneOf('muted'))}>{'/ '}</Text>
			<TextField
				state={filter.state}
				onChange={filter.change}
				keys={filter.keys}
				isActive={filter.isTyping}
				width={Math.max(4, width - 4 - note.length)}
				placeholder={placeholder}
			/>
			<Text {...toneOf('muted')}>{`  ${note}`}</Text>
		</Box>
	);
};

/**
 * A list under its filter, one line higher than the list. The owner filters the rows.
 *
 *     / tax█                          2 of 120
 *     ❯ tax-prep-2025   running
 *       old-tax         stopped
 */
export const FilterList = <Row,>({
	placeholder,
	total,
	...list
}: ComponentProps<typeof List<Row>> & {
	list: FilteredList<Row>;
	placeholder?: string;
	/** How many rows there are without the filter. */
	total: number;
}) => (
	<Box flexDirection="column" width={list.width} flexShrink={0}>
		<FilterLine
			filter={list.list.filter}
			width={list.width}
			{...(placeholder !== undefined && {placeholder})}
			note={list.list.filter.query === '' ? list.list.count : `${list.list.rows.length} of ${total}`}
		/>
		<List<Row> {...list} />
	</Box>
);

/** For `empty`, when the filter hides all rows. */
export const NoMatches = () => <Text>No matches; esc clears the filter.</Text>;
