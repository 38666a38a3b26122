import Fuse, {type IFuseOptions} from 'fuse.js';
import {useMemo} from 'react';
import type {Ranges} from '../../parts/highlight.tsx';

export type Match<Row> = {
	readonly row: Row /** Matched ranges by key. */;
	readonly ranges: Readonly<Record<string, Ranges>>;
};

const none: Readonly<Record<string, Ranges>> = {};

/** For short names: the position does not matter, and a third of the letters may be wrong. */
const options: IFuseOptions<unknown> = {
	ignoreLocation: true,
	threshold: 0.3,
	includeMatches: true,
	shouldSort: true,
};

/** Best first, with what to highlight. */
const matchesOf = <Row>(fuse: Fuse<Row>, query: string): readonly Match<Row>[] =>
	fuse.search(query.trim()).map(({item, matches}) => ({
		row: item,
		ranges: Object.fromEntries(
			(matches ?? []).map(each => [each.key ?? '', longRanges(each.indices, query)]),
		),
	}));

/** Fuse also marks single letters, which is noise. */
const longRanges = (ranges: Ranges, query: string): Ranges => {
	const shortest = query.trim().length < 2 ? 1 : 2;
	const long = ranges.filter(([from, to]) => to - from + 1 >= shortest);
	return long.length > 0 ? long : ranges;
};

/** Rows that fit what is typed, best first; all of them while nothing is typed. The index is made once for the same rows and keys. */
export const useFuzzy = <Row>(
	rows: readonly Row[],
	query: string,
	keys: IFuseOptions<Row>['keys'],
): readonly Match<Row>[] => {
	const isTyped = query.trim() !== '';
	const fuse = useMemo(
		() => (isTyped ? new Fuse(rows, {...(options as IFuseOptions<Row>), keys: keys ?? []}) : undefined),
		[rows, keys, isTyped],
	);
	return useMemo(
		() => (fuse === undefined ? rows.map(row => ({row, ranges: none})) : matchesOf(fuse, query)),
		[fuse, rows, query],
	);
};
